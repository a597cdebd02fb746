// A patient person who fills any form: runs inside the form page, touches only what a person can touch.
async () => {
  const pause = (time = 15) => new Promise((resolve) => setTimeout(resolve, time));
  const tries = new Map();
  const added = new Map();
  const seen = [];
  const TEXTS = ["Nguyễn Mẫu An", "10", "A1", "an@example.org", "0912345678", "2026", "x", "https://example.org", "abc123"];
  const NUMBERS = ["5", "1", "20", "2", "0", "100", "30", "1000", "50", "12", "2020", "-1", "10000", "0912345678"];
  const say = (field, value) => {
    const set = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value").set;
    set.call(field, value);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const picture = () =>
    new Promise((resolve) => {
      const canvas = document.createElement("canvas");
      canvas.width = 40;
      canvas.height = 30;
      canvas.getContext("2d").fillRect(0, 0, 20, 20);
      canvas.toBlob((blob) => resolve(new File([blob], "Ảnh mẫu.png", { type: "image/png" })), "image/png");
    });
  const visible = (element) => element.offsetParent !== null;

  const answer = async (question, turn) => {
    const name = (question.querySelector("legend, label")?.textContent ?? "").trim();
    if (!seen.includes(name)) seen.push(name);
    const file = question.querySelector("input[type=file]");
    if (file && !file.disabled && turn === 0 && question.querySelector(".thumb")) return;
    if (file && !file.disabled) {
      const given = new DataTransfer();
      given.items.add(/image|\*/.test(file.accept) || !file.accept ? await picture() : new File(["mẫu"], "tep.txt", { type: "text/plain" }));
      file.files = given.files;
      file.dispatchEvent(new Event("change", { bubbles: true }));
      await pause(250);
      return;
    }
    const picks = [...question.querySelectorAll(":scope input[type=radio], :scope input[type=checkbox]")].filter((one) => !one.disabled);
    if (picks.length) {
      const wanted = picks[turn % picks.length];
      if (picks.every((one) => !one.checked) || turn > 0) if (!wanted.checked) wanted.click();
      return;
    }
    const list = question.querySelector("select");
    if (list && !list.disabled) {
      const options = [...list.options].filter((one) => one.value);
      if (options.length && (!list.value || turn > 0)) say(list, options[turn % options.length].value);
      return;
    }
    const keep = [...question.querySelectorAll("button")].find((one) => one.textContent.includes("Giữ thứ tự này"));
    if (keep) return keep.click();
    const range = question.querySelector("input[type=range]");
    if (range && !range.disabled) return say(range, turn % 2 ? range.min : range.max);
    const more = [...question.querySelectorAll("button")].find((one) => one.textContent.includes("Thêm điểm đã gõ"));
    const field = question.querySelector("input, textarea");
    if (!field || field.disabled) return;
    if (more) {
      for (const place of ["12.2388 109.1967", "12.2390 109.1970", "12.2395 109.1960"]) {
        say(field, place);
        more.click();
      }
      return;
    }
    if (question.textContent.includes("Lấy vị trí")) return say(field, "12.2388 109.1967");
    if (field.value && turn === 0) return;
    if (field.type === "date") return say(field, ["2026-11-16", "2000-01-15", "2030-01-01", "1990-06-01"][turn % 4]);
    if (field.type === "time") return say(field, "08:30");
    if (field.type === "datetime-local") return say(field, "2026-11-16T08:30");
    const isNumber = ["numeric", "decimal"].includes(field.inputMode);
    const values = isNumber ? NUMBERS : TEXTS;
    say(field, values[turn % values.length]);
  };

  for (let step = 0; step < 3000; step += 1) {
    const questions = [...document.querySelectorAll(".question")].filter((one) => visible(one) && !one.querySelector(".question"));
    for (const question of questions) {
      const name = question.textContent.slice(0, 80) + (document.querySelector("[role=status]")?.textContent ?? "");
      if (!document.contains(question)) continue;
      const add = [...question.querySelectorAll("button")].find((one) => /^Thêm (?!điểm)/.test(one.textContent.trim()));
      if (add) {
        const path = add.textContent;
        if ((added.get(path) ?? 0) < 1) {
          added.set(path, 1);
          add.click();
          await pause(40);
          break;
        }
        continue;
      }
      const turn = tries.get(question.id || (question.dataset.mark ??= String(Math.random()))) ?? 0;
      const hasFault = [...question.querySelectorAll(".error")].some((one) => !one.hidden);
      const mark = question.dataset.mark;
      const next = hasFault ? turn + 1 : turn;
      tries.set(mark, next);
      if (next > 40) return { stuck: question.textContent.slice(0, 200), seen };
      if (hasFault || !question.dataset.done) await answer(question, next);
      question.dataset.done = "1";
      await pause(5);
    }
    await pause(20);
    const next = document.getElementById("next");
    const send = document.getElementById("send");
    const before = document.querySelector("main").textContent;
    (next ?? send).click();
    await pause(40);
    if (send && !next && !document.querySelector(".errors")) {
      const faults = [...document.querySelectorAll(".error")].filter((one) => !one.hidden && visible(one));
      if (!faults.length) return { seen };
    }
    const link = document.querySelector(".errors a");
    if (link) {
      link.click();
      document.querySelector(".errors").remove();
      await pause(30);
    }
    if (step > 400 && before === document.querySelector("main").textContent) return { stuck: before.slice(0, 300), seen };
  }
  return { stuck: "too many steps", seen };
};
