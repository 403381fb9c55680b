// What a reader can do with a page: sort tables, search long ones, step through the values of a
// drawing, and switch its curves on and off. Everything of this is added here, so that nothing on
// the page is without use where no script runs. The page is XML, too: no "less than", no "and".
"use strict";
(() => {
  const LONG = 12;
  const words = document.body.dataset;
  const language = document.documentElement.lang;
  const comma = (1.5).toLocaleString(language).includes(",");

  const make = (name, attributes, text) => {
    const made = document.createElement(name);
    for (const key of Object.keys(attributes)) made.setAttribute(key, attributes[key]);
    if (text) made.textContent = text;
    return made;
  };
  const button = (name, text) => {
    const made = make("button", { type: "button" }, text);
    if (name) made.setAttribute("aria-label", name);
    return made;
  };

  // The number that a cell begins with, in the unit of the results; nothing for words.
  const number = (cell) => {
    const place = cell.querySelector("[data-times]");
    const text = (place || cell).textContent.replace(/[\s\u00a0\u202f]/g, "").replace("\u2212", "-");
    const plain = comma ? text.replace(/\./g, "").replace(",", ".") : text.replace(/,/g, "");
    const found = /^([\u003c>+]?)(-?\d+(?:\.\d+)?)/.exec(plain);
    if (!found) return null;
    const value = Number(found[2]) / (place ? Number(place.dataset.times) : 1);
    return found[1] === "\u003c" ? value * 0.999 : value;
  };

  const compare = (a, b, isNumber) => {
    if (!isNumber) return a.textContent.trim().localeCompare(b.textContent.trim(), language, { numeric: true });
    const [x, y] = [number(a), number(b)];
    if (x === null || y === null) return (x === null ? 1 : 0) - (y === null ? 1 : 0);
    return x - y;
  };

  // Up, down, and as it was.
  const sortable = (table) => {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, at) => {
      const said = head.textContent.trim();
      const control = button(words.sort + ": " + said, "\u2195");
      control.className = "sort";
      control.dataset.control = "";
      head.append(" ", control);
      control.addEventListener("click", () => {
        const before = head.getAttribute("aria-sort");
        const order = before === "ascending" ? "descending" : before === "descending" ? null : "ascending";
        for (const other of heads) {
          other.removeAttribute("aria-sort");
          other.querySelector(".sort").textContent = "\u2195";
        }
        if (order) head.setAttribute("aria-sort", order);
        control.textContent = order === "ascending" ? "\u2191" : order === "descending" ? "\u2193" : "\u2195";
        const sorted = [...rows];
        if (order) {
          const sign = order === "ascending" ? 1 : -1;
          const isNumber = head.classList.contains("number");
          sorted.sort((a, b) => sign * compare(a.cells[at], b.cells[at], isNumber));
        }
        body.append(...sorted);
      });
    });
  };

  const searchable = (table, wide) => {
    const rows = [...table.tBodies[0].rows];
    const line = make("p", { "data-control": "", class: "search" });
    const label = make("label", {}, words.search + " ");
    const field = make("input", { type: "search", autocomplete: "off" });
    const count = make("output", {});
    label.append(field);
    line.append(label, count);
    wide.before(line);
    field.addEventListener("input", () => {
      const wanted = field.value.trim().toLocaleLowerCase(language);
      let found = 0;
      for (const row of rows) {
        row.hidden = !row.textContent.toLocaleLowerCase(language).includes(wanted);
        found += row.hidden ? 0 : 1;
      }
      count.textContent = wanted ? found + " / " + rows.length : "";
    });
  };

  for (const table of document.querySelectorAll("main table")) {
    const wide = table.closest(".wide");
    if (!wide || !table.tHead) continue;
    if (table.tBodies[0].rows.length > 1) sortable(table);
    if (table.tBodies[0].rows.length > LONG) searchable(table, wide);
  }

  // A value is shown beside its mark under the pointer, and below the drawing when stepped to.
  const telling = (figure, card, drawing, controls) => {
    const marks = [];
    for (const title of drawing.querySelectorAll("g > title")) {
      marks.push({ mark: title.parentNode, said: title.textContent });
      // Else a browser shows it a second time.
      title.remove();
    }
    if (marks.length === 0) return;
    const beside = make("div", { "data-control": "", class: "value", "aria-hidden": "true" });
    beside.hidden = true;
    figure.append(beside);
    const values = make("div", { class: "values", role: "group", "aria-label": words.values });
    const back = button(words.previous, "\u2039");
    const on = button(words.next, "\u203a");
    const said = make("output", {});
    values.append(back, on, said);
    controls.append(values);
    let at = -1;
    const show = (next) => {
      if (marks[at]) marks[at].mark.classList.remove("shown");
      at = next;
      if (marks[at]) marks[at].mark.classList.add("shown");
    };
    const step = (by) => {
      beside.hidden = true;
      show(at === -1 ? (by > 0 ? 0 : marks.length - 1) : (at + by + marks.length) % marks.length);
      said.textContent = marks[at].said;
      const box = marks[at].mark.getBoundingClientRect();
      const frame = card.getBoundingClientRect();
      card.scrollLeft += box.left + box.width / 2 - frame.left - frame.width / 2;
    };
    back.addEventListener("click", () => step(-1));
    on.addEventListener("click", () => step(1));
    const hide = () => {
      beside.hidden = true;
    };
    marks.forEach((it, ix) => {
      it.mark.addEventListener("pointerenter", () => {
        show(ix);
        beside.textContent = it.said;
        beside.hidden = false;
        const box = it.mark.getBoundingClientRect();
        const room = document.documentElement.clientWidth - beside.offsetWidth - 8;
        beside.style.left = Math.max(8, Math.min(box.left, room)) + "px";
        const above = box.top - beside.offsetHeight;
        beside.style.top = (above > 0 ? above : box.bottom) + "px";
      });
    });
    figure.addEventListener("pointerleave", hide);
    document.addEventListener("scroll", hide, { passive: true });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") hide();
    });
  };

  // A curve with all that belongs to it, by its name.
  const switchable = (drawing, controls) => {
    const parts = [...drawing.querySelectorAll("[data-series]")];
    const curves = parts.filter((it) => it.dataset.part === "line").map((it) => it.dataset.series);
    const names = [...new Set(curves)];
    if (names.length === 1 || names.length === 0) return;
    const row = make("div", { class: "series", role: "group", "aria-label": words.series });
    for (const name of names) {
      const control = button("", name);
      control.setAttribute("aria-pressed", "true");
      const own = parts.filter((it) => it.dataset.series === name);
      const turn = () => {
        const shown = control.getAttribute("aria-pressed") !== "true";
        control.setAttribute("aria-pressed", String(shown));
        for (const part of own) {
          if (part.dataset.part === "legend") part.style.opacity = shown ? "" : "0.35";
          else part.style.display = shown ? "" : "none";
        }
      };
      control.addEventListener("click", turn);
      for (const part of own) {
        if (part.dataset.part !== "legend") continue;
        part.style.cursor = "pointer";
        part.addEventListener("click", turn);
      }
      row.append(control);
    }
    controls.append(row);
  };

  for (const figure of document.querySelectorAll("main figure")) {
    const card = figure.querySelector(".card");
    const drawing = card ? card.querySelector("svg") : null;
    if (!drawing) continue;
    const controls = make("div", { "data-control": "", class: "controls" });
    switchable(drawing, controls);
    telling(figure, card, drawing, controls);
    if (controls.hasChildNodes()) card.after(controls);
  }
})();
