"use strict";
(() => {
  const WIDTH = 1280, HEIGHT = 720;
  const SHRINKS = 0.95; // a slide that must shrink more than this goes on on a further one
  const AT_LEAST = 0.85; // but text, code and result that belong together may shrink to this
  const SMALLEST_FIGURE = 430; // pixels: a figure that is lower than this is hard to read
  const LARGEST = 32; // pixels: so far the letters of a sparse slide grow
  const LEAST = 0.5; // below it nothing can be read: what is wider then scrolls
  const root = document.documentElement;

  // Whether a slide's content has room. Its figures give way first.
  function fits(box) {
    const frame = box.parentElement;
    const figures = [...box.querySelectorAll("figure:not(.again) img")];
    figures.forEach((image) => { image.style.maxHeight = ""; });
    const excess = frame.scrollHeight - HEIGHT;
    if (excess > 0 && figures.length) {
      // The smallest letters of the style (22 pixels in the file) are then 16 pixels high.
      const least = Math.min(676, Math.max(SMALLEST_FIGURE, 0.73 * figures[0].naturalHeight));
      const most = Math.max(least, figures[0].clientHeight - excess / figures.length - 1);
      figures.forEach((image) => { image.style.maxHeight = `${most}px`; });
    }
    return frame.scrollHeight <= HEIGHT && box.scrollWidth <= box.clientWidth + 1;
  }

  // In how many blocks of code or results a line must be broken: growing letters must break no more.
  function broken(box) {
    box.classList.add("unbroken");
    const wide = [...box.querySelectorAll("pre")].filter((pre) => pre.scrollWidth > pre.clientWidth + 1);
    box.classList.remove("unbroken");
    return wide.length;
  }

  // Give a slide the largest zoom with which it fits: up to 1, and beyond it if it is sparse.
  function size(box) {
    box.style.zoom = 1;
    const before = broken(box);
    const tried = (zoom) => {
      box.style.zoom = zoom;
      return fits(box) && (zoom <= 1 || broken(box) <= before);
    };
    const largest = box.closest(".title") || box.querySelector("figure:not(.again)") ? 1
      : LARGEST / parseFloat(getComputedStyle(box).fontSize);
    let zoom = Math.max(1, largest);
    if (!tried(zoom)) {
      let [low, high] = tried(1) ? [1, zoom] : [LEAST, 1];
      for (let step = 0; step < 7; step++) {
        zoom = (low + high) / 2;
        if (tried(zoom)) low = zoom; else high = zoom;
      }
      tried(zoom = low);
    }
    const frame = box.parentElement;
    frame.classList.toggle("scrolls", zoom <= LEAST + 0.01 && !fits(box));
    if (frame.matches(".scrolls")) frame.tabIndex = 0;
    box.closest("section").dataset.zoom = zoom.toFixed(3);
    return zoom;
  }

  const isText = (block) => block.matches("p, ul, ol, blockquote");

  // Two columns at the end of a slide, `first` in the left one; what is in the other goes on there.
  function columns(box, first, second) {
    const row = document.createElement("div");
    row.className = "beside";
    for (const blocks of [first, second]) {
      const column = document.createElement("div");
      column.append(...blocks);
      row.append(column);
    }
    box.append(row);
    return row;
  }

  // Put blocks of text beside the result they follow, if that is narrow; whether there is room so.
  function beside(box, blocks) {
    const result = blocks[0].previousElementSibling;
    if (!result || !blocks.every(isText)) return false;
    if (result.matches(".beside")) {
      result.querySelector(":scope > .words").append(...blocks);
      if (fits(box)) return true;
      box.append(...blocks);
      return false;
    }
    if (!result.matches(".output") || result.offsetWidth > 0.5 * box.clientWidth) return false;
    const row = columns(box, [result], blocks);
    row.lastElementChild.className = "words";
    if (fits(box)) return true;
    row.replaceWith(result, ...blocks);
    return false;
  }

  // Put text and code at the left of their result, if that is narrow; whether there is room so.
  function resultBeside(box, blocks) {
    const result = blocks.at(-1);
    if (blocks.length < 2 || !result.matches(".output")) return false;
    if (result.offsetWidth > 0.55 * box.clientWidth) return false;
    const row = columns(box, blocks.slice(0, -1), [result]);
    row.firstElementChild.className = "words";
    if (fits(box) && !broken(row)) return true;
    row.replaceWith(...blocks);
    return false;
  }

  // Spread a slide that holds too much over several, one after the other, under the same heading.
  // Text that leads to code stays with it, and code with its result, as far as there is room.
  function spread(section) {
    let box = section.querySelector(".fit");
    const cells = [...box.querySelectorAll(":scope > .cell")];
    const heading = box.querySelector("h1, h2, h3, h4");
    const leads = heading && (heading === box.firstElementChild ||
      heading === cells[0].firstElementChild);
    const groups = [[]];
    cells.forEach((cell, place) => {
      const blocks = [...cell.children];
      const own = blocks.filter((block) => !(leads && block === heading));
      own.forEach((block) => {
        block.dataset.cell = cell.dataset.cell;
        if (cell.matches(".fragment")) {
          block.classList.add("fragment");
          block.dataset.fragmentIndex = cell.dataset.fragmentIndex;
        }
      });
      groups.at(-1).push(own);
      const next = cells[place + 1];
      const leadsOn = next && next.matches(".code") &&
        (cell.matches(".text") || cell.dataset.cell === next.dataset.cell);
      if (next && !leadsOn) groups.push([]);
    });
    box.replaceChildren(...(leads ? [heading] : []));

    function newSlide() {
      const next = section.cloneNode(true);
      next.classList.remove("title");
      box = next.querySelector(".fit");
      box.replaceChildren(...(leads ? [heading.cloneNode(true)] : []));
      section.after(next);
      return next;
    }

    function place(tree) {
      const blocks = [tree].flat(Infinity);
      if (!blocks.length) return;
      const before = box.lastElementChild;
      box.append(...blocks);
      if (fits(box)) return;
      if (beside(box, blocks)) return;
      const [former, formerBox] = [section, box];
      if (before && !(leads && before === box.firstElementChild)) {
        blocks.forEach((block) => block.remove());
        section = newSlide();
        section.dataset.cell = blocks[0].dataset.cell;
        if (before.matches("figure:not(.again)") && blocks.every(isText)) {
          again(before, blocks); // what is said of a figure is read with it in view
          return;
        }
        box.append(...blocks);
      }
      if (blocks.length === 1 || fits(box) || resultBeside(box, blocks)) return;
      box.style.zoom = AT_LEAST;
      const nearly = !box.querySelector("figure") && fits(box);
      box.style.zoom = 1;
      if (nearly) return;
      blocks.forEach((block) => block.remove());
      if (section !== former) {
        section.remove();
        [section, box] = [former, formerBox];
      }
      tree.forEach(place);
    }

    function again(figure, blocks) {
      const small = figure.cloneNode(true);
      small.classList.add("again");
      [small, ...blocks].forEach((block) => block.classList.remove("fragment"));
      columns(box, [small], blocks).lastElementChild.className = "words";
    }
    groups.forEach(place);
  }

  // A slide that would begin empty shows its first step at once.
  function unveil(section) {
    const shown = [...section.querySelectorAll(".cell, .fit > *, .beside > * > *")].filter((part) =>
      !part.matches("h1, h2, h3, h4, .fragment, .beside") && !part.querySelector(".fragment, h2") &&
      !part.closest(".fragment"));
    const steps = [...section.querySelectorAll(".fragment")];
    if (shown.length || !steps.length) return;
    const first = Math.min(...steps.map((step) => Number(step.dataset.fragmentIndex)));
    steps.filter((step) => Number(step.dataset.fragmentIndex) === first)
      .forEach((step) => step.classList.remove("fragment"));
  }

  function layOut() {
    root.classList.add("measuring"); // all slides laid out, one below the other
    for (const box of document.querySelectorAll(".plain .fit, .figure .fit"))
      if (size(box) < (box.querySelector("figure") ? 0.995 : SHRINKS)) {
        box.style.zoom = 1;
        spread(box.closest("section"));
      }
    for (const section of document.querySelectorAll("section.figure"))
      if (!section.querySelector("figure:not(.again)"))
        section.classList.replace("figure", "plain");
    document.querySelectorAll(".fit").forEach(size);
    document.querySelectorAll("section").forEach(unveil);
    root.classList.remove("measuring");
  }

  // Text in a script that runs from right to left is set so.
  for (const block of document.querySelectorAll(".cell.text *"))
    if (block.matches("p, li, ul, ol, h1, h2, h3, h4, td, th, blockquote")) block.dir = "auto";

  // --- Keys of the lecturer

  const say = JSON.parse(document.getElementById("words").textContent);

  // + and - change the size of all text; the browser remembers it for the next slides.
  let larger = 1;
  try { larger = Number(localStorage.getItem("deck-larger")) || 1; } catch { /* not allowed */ }
  function enlarge(factor) {
    larger = Math.min(2, Math.max(0.6, factor));
    try { localStorage.setItem("deck-larger", larger); } catch { /* not allowed */ }
    for (const box of document.querySelectorAll(".fit")) {
      box.style.zoom = box.closest("section").dataset.zoom * larger;
      box.parentElement.classList.toggle("scrolls", box.parentElement.scrollHeight > HEIGHT);
    }
  }

  // A pen: lines stay until they are wiped or the next slide comes.
  const board = document.createElement("canvas");
  Object.assign(board, { className: "board", width: WIDTH * 2, height: HEIGHT * 2, hidden: true });
  board.setAttribute("aria-hidden", "true");
  const pen = board.getContext("2d", { willReadFrequently: true });
  Object.assign(pen, { lineWidth: 8, lineCap: "round", lineJoin: "round", strokeStyle: "#d55e00" });
  function point(event) {
    const box = board.getBoundingClientRect();
    return [(event.clientX - box.x) / box.width * board.width,
      (event.clientY - box.y) / box.height * board.height];
  }
  board.addEventListener("pointerdown", (event) => {
    board.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...point(event));
  });
  board.addEventListener("pointermove", (event) => {
    if (!event.buttons) return;
    pen.lineTo(...point(event));
    pen.stroke();
  });
  const wipe = () => pen.clearRect(0, 0, board.width, board.height);

  // All slides at once, small; a click or Enter goes there.
  function overview() {
    const old = document.querySelector(".all-slides");
    if (old) { old.remove(); return; }
    const grid = document.createElement("nav");
    grid.className = "all-slides";
    grid.setAttribute("aria-label", say.overview);
    document.querySelectorAll(".slides > section").forEach((section, place) => {
      const link = document.createElement("a");
      const frame = section.querySelector(".frame").cloneNode(true);
      frame.querySelectorAll("[id]").forEach((part) => part.removeAttribute("id"));
      frame.inert = true;
      link.className = section.className.replace(/past|present|future/g, "");
      link.href = `#/${place + 1}`;
      link.setAttribute("aria-label", `${place + 1}: ${section.getAttribute("aria-label")}`);
      link.addEventListener("click", overview);
      const number = document.createElement("span");
      number.textContent = place + 1;
      link.append(frame, number);
      grid.append(link);
    });
    document.querySelector(".reveal").append(grid);
    grid.children[Reveal.getIndices().h].focus();
  }

  const KEYS = {
    "+": () => enlarge(larger * 1.1), "=": () => enlarge(larger * 1.1),
    "-": () => enlarge(larger / 1.1), "0": () => enlarge(1),
    d: () => { board.hidden = !board.hidden; }, x: wipe, o: overview,
  };
  // Arrows scroll a slide that is larger than the screen, and at its end turn the page.
  const SCROLL = { ArrowDown: [0, 160], ArrowUp: [0, -160], ArrowRight: [240, 0], ArrowLeft: [-240, 0] };
  function scrolled(key) {
    const frame = SCROLL[key] && Reveal.getCurrentSlide().querySelector(".frame.scrolls");
    if (!frame) return false;
    const before = frame.scrollLeft + frame.scrollTop;
    frame.scrollBy(...SCROLL[key]);
    return frame.scrollLeft + frame.scrollTop !== before;
  }

  const listOfKeys = () => document.querySelector(".r-overlay-help .r-overlay-content");

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (key === "Escape" && document.querySelector(".all-slides")) overview();
    else if (KEYS[key]) KEYS[key]();
    else if (event.shiftKey || listOfKeys() || !scrolled(key)) return;
    event.preventDefault();
    event.stopPropagation();
  }, true);

  // A button that copies code; it is not printed.
  function addCopyButton(pre) {
    const button = document.createElement("button");
    button.className = "copy";
    button.textContent = say.copy;
    button.addEventListener("click", async () => {
      const text = pre.querySelector("code").textContent.replace(/\n$/, "");
      try {
        await navigator.clipboard.writeText(text);
        button.textContent = say.copied;
      } catch { // the browser does not allow it: the code is selected instead
        getSelection().selectAllChildren(pre.querySelector("code"));
      }
      setTimeout(() => { button.textContent = say.copy; }, 1500);
    });
    const holder = document.createElement("div");
    holder.className = "with-copy";
    pre.replaceWith(holder);
    holder.append(pre, button);
  }

  // What cannot be loaded must not keep the slides from being shown.
  const pictures = [...document.images].map((image) => image.decode().catch(() => {}));
  const letters = [...document.fonts].map((font) => font.load().catch(() => {}));
  Promise.all([...letters, ...pictures]).then(() => {
    layOut();
    document.querySelectorAll("pre.code").forEach(addCopyButton);
    return Reveal.initialize({
      width: WIDTH, height: HEIGHT, margin: 0, minScale: 0.1, maxScale: 4, center: false,
      hash: true, hashOneBasedIndex: true, overview: false,
      transition: "none", backgroundTransition: "none", slideNumber: "c/t", controls: true,
      controlsTutorial: false, progress: true, navigationMode: "linear",
      pdfSeparateFragments: false, pdfMaxPagesPerSlide: 1, scrollActivationWidth: null,
      totalTime: 60 * Number(root.dataset.minutes) || undefined,
      plugins: [RevealNotes],
    });
  }).then(() => {
    // The list of keys may be longer than the window: it can be scrolled without a mouse.
    new MutationObserver(() => {
      const list = listOfKeys();
      if (list && list.tabIndex < 0) {
        list.tabIndex = 0;
        list.focus();
      }
    }).observe(document.querySelector(".reveal"), { childList: true });
    for (const [key, text] of Object.entries(say.keys)) Reveal.registerKeyboardShortcut(key, text);
    document.querySelector(".slides").append(board);
    Reveal.on("slidechanged", wipe);
    if (larger !== 1) enlarge(larger);
    // A hint that is opened needs room; the keys go back to the slides afterwards.
    document.addEventListener("toggle", (event) => {
      const box = event.target.closest && event.target.closest(".fit");
      if (box) { size(box); if (larger !== 1) enlarge(larger); }
      if (document.activeElement) document.activeElement.blur();
    }, true);
    root.dataset.deck = "ready";
  });
})();
