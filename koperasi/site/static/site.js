// Tables: the heading of a column sorts by it, and the field above keeps the rows with its words.
document.addEventListener("click", (event) => {
  const th = event.target.closest("table.sortable thead th");
  if (!th) return;
  const up = th.getAttribute("aria-sort") !== "ascending", body = th.closest("table").tBodies[0], i = th.cellIndex;
  for (const other of th.parentNode.cells) other.removeAttribute("aria-sort");
  th.setAttribute("aria-sort", up ? "ascending" : "descending");
  const { compare } = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const value = (row) => row.cells[i].textContent.trim();
  body.append(...[...body.rows].sort((a, b) => (up ? 1 : -1) * compare(value(a), value(b))));
});
document.addEventListener("input", (event) => {
  const words = event.target.closest(".find input")?.value.toLowerCase().split(/\s+/);
  for (const row of words ? document.querySelectorAll(".sortable tbody tr") : [])
    row.hidden = !words.every((word) => row.textContent.toLowerCase().includes(word));
});
// Languages: to the same place of the page.
document.addEventListener("click", (event) => {
  const link = event.target.closest(".languages a");
  if (!link) return;
  const above = [...document.querySelectorAll(".at")].filter((e) => e.getBoundingClientRect().top < 120);
  link.hash = above.length && scrollY ? above.at(-1).id : location.hash;
});
// Hints and solutions stay folded, on paper too, unless somebody opens them.
document.addEventListener("click", (event) => {
  if (event.target.closest(".open-all")) for (const one of document.querySelectorAll("details")) one.open = true;
});
addEventListener("load", () => {
  // What scrolls sideways can be reached with the keyboard.
  for (const e of document.querySelectorAll("pre, .cell_output, .pst-scrollable-table-container")) if (e.scrollWidth > e.clientWidth) e.tabIndex = 0;
});
