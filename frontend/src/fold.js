// Words as they are looked for: small letters, no marks, đ as d.
export const fold = (words) =>
  words
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll("đ", "d");
