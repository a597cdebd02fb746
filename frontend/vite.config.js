import { defineConfig } from "vite";

// One stylesheet and one module for every page; the chart is a chunk of its own, loaded where a chart is.
export default defineConfig({
  base: "./",
  build: {
    outDir: "../src/toso/ground/shared/static/dist",
    emptyOutDir: true,
    target: "es2019",
    cssTarget: "chrome80",
    assetsInlineLimit: 0,
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
