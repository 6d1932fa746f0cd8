// Throughline: in a matrix the arrows go to the next cell with something in it, Home and End along the row.
"use strict";
(() => {
  const ARROWS = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0], End: [0, 1], Home: [0, -1] };
  document.addEventListener("keydown", (event) => {
    const table = event.target.closest?.(".matrix");
    let step = ARROWS[event.key];
    if (!table || !step || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const rows = [...table.rows];
    const cell = event.target.closest("td, th");
    if (document.dir === "rtl" && event.key.startsWith("Arrow")) step = [step[0], -step[1]];
    const link = (row, column) => rows[row]?.cells[column]?.querySelector("a");
    let [row, column] = [rows.indexOf(cell.parentElement), cell.cellIndex];
    let found;
    const inside = () => row >= 0 && row < rows.length && column >= 0 && column < rows[0].cells.length;
    for (row += step[0], column += step[1]; inside(); row += step[0], column += step[1]) {
      found = link(row, column) ?? found;
      if (found && event.key.startsWith("Arrow")) break;
    }
    event.preventDefault();
    // A focus alone would bring it to the middle of the window, and the head out of it.
    found?.focus({ preventScroll: true });
    found?.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
})();
