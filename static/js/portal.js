/* Papers from a phone: what is chosen goes at once, made smaller first, with a bar that
   moves.  Without this a button sends the same form. */
(() => {
  "use strict";
  document.documentElement.classList.add("scripted");
  const LONGEST = 3000; // pixels, as the server keeps
  const SMALL_ENOUGH = 1024 * 1024;

  async function smaller(file) {
    if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size < SMALL_ENOUGH) return file;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
      if (!blob || blob.size >= file.size) return file;
      return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
    } catch { return file; }
  }

  document.addEventListener("change", async (event) => {
    const input = event.target;
    const form = input.closest?.("form[data-upload]");
    if (!form || input.type !== "file" || !input.files.length) return;
    const files = await Promise.all([...input.files].map(smaller));
    try {
      const chosen = new DataTransfer();
      files.forEach((file) => chosen.items.add(file));
      input.files = chosen.files;
    } catch { /* an old browser sends them as they are */ }
    form.classList.add("is-uploading");
    form.requestSubmit();
  });

  document.addEventListener("submit", (event) => {
    if (event.target.matches("form[data-upload]")) event.target.classList.add("is-uploading");
  });

  document.body.addEventListener("htmx:xhr:progress", (event) => {
    const bar = event.detail.elt.querySelector?.(".upload-progress progress");
    if (!bar || !event.detail.lengthComputable || !event.detail.total) return;
    bar.max = event.detail.total;
    bar.value = event.detail.loaded;
  });
  document.body.addEventListener("htmx:afterRequest", (event) =>
    event.detail.elt.classList?.remove("is-uploading"));

  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
})();
