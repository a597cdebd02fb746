import { defineConfig } from "vite";
import purge from "./purge.mjs";

// One stylesheet and one module for every page; the chart is a chunk of its own, loaded where a chart is.
export default defineConfig({
  base: "./",
  css: { postcss: { plugins: [purge()] } },
  resolve: { alias: { "@letters": new URL("node_modules/.cache/toso-fonts", import.meta.url).pathname } },
  build: {
    outDir: "../src/toso/ground/shared/static/dist",
    emptyOutDir: true,
    target: "es2019",
    cssTarget: "chrome80",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    rollupOptions: {
      input: { app: "src/app.js" },
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "[name]-[hash].js",
        assetFileNames: (asset) => (asset.names?.some((n) => n.endsWith(".css")) ? "app.css" : "assets/[name]-[hash][extname]"),
      },
    },
  },
});
