// A search box above a long list of which several may be chosen: <select multiple data-narrow="Tìm nơi">.
// It hides the options that do not hold the words typed, with or without marks; what is chosen stays in sight.
// Without scripts the list is there as it is.

const fold = (words) => words.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();

const LEAST = 12; // a shorter list is read faster than searched

for (const list of document.querySelectorAll("select[multiple][data-narrow]")) {
  if (list.options.length >= LEAST) start(list);
}

function start(list) {
  const box = document.createElement("input");
  box.type = "search";
  box.className = "form-control mb-2";
  box.autocomplete = "off";
  box.placeholder = list.dataset.narrow;
  box.setAttribute("aria-label", list.dataset.narrow);
  box.setAttribute("aria-controls", list.id);
  const folded = [...list.options].map((option) => fold(option.text));
  const narrow = () => {
    const words = fold(box.value).split(/\s+/).filter(Boolean);
    const phrase = words.join(" ");
    const isPhrase = folded.some((text) => text.includes(phrase)); // "dien dien" is Diên Điền, not each Diên
    [...list.options].forEach((option, at) => {
      const isFound = isPhrase ? folded[at].includes(phrase) : words.every((word) => folded[at].includes(word));
      option.hidden = !option.selected && !isFound;
    });
  };
  box.addEventListener("input", narrow);
  list.addEventListener("change", narrow);
  // Enter takes what is found: one place is chosen without leaving the keyboard; the form is not sent by it.
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const found = [...list.options].filter((option) => !option.hidden && !option.selected);
    if (found.length === 1) {
      found[0].selected = true;
      box.value = "";
      list.dispatchEvent(new Event("change", { bubbles: true }));
      narrow();
    }
  });
  list.before(box);
}
