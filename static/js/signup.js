/** "No matter when" and moments exclude each other; the server says so as well. */

const boxes = [...document.querySelectorAll("input[name=moments]")];
const [any, ...moments] = boxes;

for (const box of boxes) {
  box.addEventListener("change", () => {
    if (!box.checked) return;
    for (const other of box === any ? moments : [any]) other.checked = false;
  });
}
