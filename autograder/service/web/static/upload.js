// Drop a notebook onto the form, and hear at once when it cannot be taken. Without this script the form works as it is.
"use strict";

for (const form of document.querySelectorAll("form.upload")) {
  const area = form.querySelector(".drop");
  const input = form.querySelector("input[type=file]");
  const said = form.querySelector(".said");
  const button = form.querySelector("button");
  const label = button.textContent;
  let depth = 0; // entering a child of the area leaves the area itself

  form.querySelector(".can-drop").hidden = false;

  const megabytes = (bytes) => (bytes / 2 ** 20).toFixed(1);

  function problem(files) {
    if (files.length === 0) return "";
    if (files.length > 1) return "Please choose one file only; more files go into one .zip.";
    const [file] = files;
    if (!/\.(ipynb|zip)$/i.test(file.name)) return `${file.name} is no .ipynb or .zip file.`;
    if (file.size === 0) return `${file.name} is empty.`;
    if (file.size > form.dataset.megabytes * 2 ** 20) {
      return `${file.name} is too large: ${megabytes(file.size)} MB, at most ${form.dataset.megabytes} MB are taken.`;
    }
    return "";
  }

  function choose(files) {
    const wrong = problem(files);
    said.classList.toggle("wrong", wrong !== "");
    if (wrong !== "") {
      input.value = "";
      said.textContent = wrong;
    } else if (files.length === 1) {
      said.textContent = `${files[0].name} is chosen (${megabytes(files[0].size)} MB).`;
    } else {
      said.textContent = "";
    }
    return wrong === "";
  }

  const over = (on) => area.classList.toggle("over", on);
  area.addEventListener("dragenter", (event) => { event.preventDefault(); depth += 1; over(true); });
  area.addEventListener("dragleave", () => { depth = Math.max(0, depth - 1); over(depth > 0); });
  area.addEventListener("dragover", (event) => { event.preventDefault(); event.dataTransfer.dropEffect = "copy"; });
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    depth = 0;
    over(false);
    if (choose(event.dataTransfer.files)) {
      input.files = event.dataTransfer.files;
      button.focus();
    }
  });
  for (const kind of ["dragover", "drop"]) {
    window.addEventListener(kind, (event) => event.preventDefault()); // a near miss must not open the file instead of the page
  }
  input.addEventListener("change", () => choose(input.files));
  choose(input.files); // one may be chosen before this script has come

  form.addEventListener("submit", () => {
    button.disabled = true;
    button.textContent = "Handing in…";
    said.textContent = "Your notebook is being sent.";
  });
  window.addEventListener("pageshow", () => { button.disabled = false; button.textContent = label; });
}
