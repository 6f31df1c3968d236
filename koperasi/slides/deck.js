"use strict";
(() => {
  const WIDTH = 1280, HEIGHT = 720;
  const SHRINKS = 0.95; // a slide that must shrink more than this goes on on a further one
  const AT_LEAST = 0.9; // but text, code and result that belong together may shrink to this
  const SMALLEST_FIGURE = 520; // pixels: below it a figure's letters are hard to read
  const root = document.documentElement;

  // Whether a slide's content has room. Its figures give way first.
  function fits(box) {
    const frame = box.parentElement;
    const figures = [...box.querySelectorAll("figure img")];
    figures.forEach((image) => { image.style.maxHeight = ""; });
    const excess = frame.scrollHeight - HEIGHT;
    if (excess > 0 && figures.length) {
      const most = Math.max(SMALLEST_FIGURE, figures[0].clientHeight - excess / figures.length - 1);
      figures.forEach((image) => { image.style.maxHeight = `${most}px`; });
    }
    return frame.scrollHeight <= HEIGHT && box.scrollWidth <= box.clientWidth + 1;
  }

  // Give a slide the largest zoom, at most 1, with which it fits.
  function shrink(box) {
    const tried = (zoom) => { box.style.zoom = zoom; return fits(box); };
    let zoom = 1;
    if (!tried(1)) {
      let low = 0.2, high = 1;
      for (let step = 0; step < 8; step++) {
        zoom = (low + high) / 2;
        if (tried(zoom)) low = zoom; else high = zoom;
      }
      tried(zoom = low);
    }
    box.closest("section").dataset.zoom = zoom.toFixed(3);
    return zoom;
  }

  // Put blocks of text beside the result they follow, if that is narrow; whether there is room so.
  function beside(box, blocks) {
    const result = blocks[0].previousElementSibling;
    if (!result || !result.matches(".output") || result.offsetWidth > 0.5 * box.clientWidth) return false;
    if (!blocks.every((block) => block.matches("p, ul, ol, blockquote"))) return false;
    const row = document.createElement("div"), text = document.createElement("div");
    row.className = "beside";
    result.replaceWith(row);
    text.append(...blocks);
    row.append(result, text);
    if (fits(box)) return true;
    row.replaceWith(result);
    return false;
  }

  // Spread a slide that holds too much over several, one below the other, under the same heading.
  // Text that leads to code stays with it, and code with its result, as far as there is room.
  function spread(section) {
    let box = section.querySelector(".fit");
    const cells = [...box.querySelectorAll(":scope > .cell")];
    const heading = box.querySelector("h1, h2, h3, h4");
    const leads = heading && (heading === box.firstElementChild ||
      heading === cells[0].firstElementChild);
    const groups = [[]];
    cells.forEach((cell, place) => {
      const blocks = cell.matches(".fragment") ? [cell] : [...cell.children];
      const own = blocks.filter((block) => !(leads && block === heading));
      own.forEach((block) => { block.dataset.cell = cell.dataset.cell; });
      groups.at(-1).push(own);
      const next = cells[place + 1];
      if (next && !(cell.matches(".text") && next.matches(".code"))) groups.push([]);
    });
    box.replaceChildren(...(leads ? [heading] : []));

    function newSlide() {
      const next = section.cloneNode(true);
      next.classList.remove("title");
      box = next.querySelector(".fit");
      box.replaceChildren(...(leads ? [heading.cloneNode(true)] : []));
      if (!section.parentElement.matches("section")) {
        const stack = document.createElement("section");
        section.replaceWith(stack);
        stack.append(section);
      }
      section.after(next);
      return next;
    }

    function place(tree) {
      const blocks = [tree].flat(Infinity);
      if (!blocks.length) return;
      box.append(...blocks);
      if (fits(box)) return;
      if (beside(box, blocks)) return;
      blocks.forEach((block) => block.remove());
      const [former, formerBox] = [section, box];
      if (box.children.length > (leads ? 1 : 0)) {
        const next = newSlide();
        box.append(...blocks);
        box.style.zoom = AT_LEAST;
        const nearly = fits(box);
        box.style.zoom = 1;
        if (nearly || blocks.length === 1) {
          section = next;
          section.dataset.cell = blocks[0].dataset.cell || "";
          return;
        }
        blocks.forEach((block) => block.remove());
        next.remove();
        [section, box] = [former, formerBox];
      }
      if (blocks.length === 1) box.append(...blocks); // too long by itself: it will shrink
      else tree.forEach(place);
    }
    groups.forEach(place);
  }

  function layOut() {
    root.classList.add("measuring"); // all slides laid out, one below the other
    for (const box of document.querySelectorAll(".plain .fit, .figure .fit"))
      if (shrink(box) < SHRINKS) {
        box.style.zoom = 1;
        spread(box.closest("section"));
      }
    document.querySelectorAll(".fit").forEach(shrink);
    root.classList.remove("measuring");
  }

  const pictures = [...document.images].map((image) => image.decode().catch(() => {}));
  const letters = [...document.fonts].map((font) => font.load());
  Promise.all([...letters, ...pictures]).then(() => {
    layOut();
    return Reveal.initialize({
      width: WIDTH, height: HEIGHT, margin: 0, minScale: 0.1, maxScale: 4, center: false, hash: true,
      transition: "none", backgroundTransition: "none", slideNumber: "c/t", controls: true,
      controlsTutorial: false, progress: true, navigationMode: "linear",
      pdfSeparateFragments: false, pdfMaxPagesPerSlide: 1, scrollActivationWidth: null,
      plugins: [RevealNotes],
    });
  }).then(() => {
    // A hint that is opened needs room; the keys go back to the slides afterwards.
    document.addEventListener("toggle", (event) => {
      const box = event.target.closest && event.target.closest(".fit");
      if (box) shrink(box);
      if (document.activeElement) document.activeElement.blur();
    }, true);
    root.dataset.deck = "ready";
  });
})();
