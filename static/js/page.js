/** What makes a page nicer and is never needed: it all works without this. */

const texts = document.documentElement.lang === "en"
  ? {
      saving: "Saving…",
      copied: "Copied",
      show: "Show",
      hide: "Hide",
      showLong: "Show password",
      hideLong: "Hide password",
      left: (n) => `You have ${n} characters left`,
      over: (n) => `You have ${n} characters too many`,
    }
  : {
      saving: "Bezig met opslaan…",
      copied: "Gekopieerd",
      show: "Toon",
      hide: "Verberg",
      showLong: "Toon wachtwoord",
      hideLong: "Verberg wachtwoord",
      left: (n) => `U kunt nog ${n} tekens gebruiken`,
      over: (n) => `U heeft ${n} tekens te veel`,
    };

/** Links of the error summary put the cursor in the control, label in view. */
for (const link of document.querySelectorAll(".error-summary a")) {
  link.addEventListener("click", (event) => {
    const control = document.getElementById(link.hash.slice(1));
    if (!control) return;
    event.preventDefault();
    (control.closest(".field") ?? control).scrollIntoView({ block: "start" });
    control.focus({ preventScroll: true });
  });
}

document.querySelector(".error-summary")?.focus();

/** A second press of the same button is ignored; after a second it says why. */
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    const button = event.submitter ?? form.querySelector("button");
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    setTimeout(() => {
      if (!form.dataset.sent || !button?.matches(".primary")) return;
      button.dataset.label = button.textContent;
      button.textContent = texts.saving;
      button.setAttribute("aria-disabled", "true");
    }, 1000);
  });
}

/** Coming back with the browser's Back button, the form is fresh again. */
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    const button = form.querySelector("[data-label]");
    if (!button) continue;
    button.textContent = button.dataset.label;
    button.removeAttribute("aria-disabled");
  }
});

/** <button type="button" data-copy="id" hidden>: shown where copying works. */
for (const button of document.querySelectorAll("[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  if (!source || !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
    const status = button.parentElement.querySelector("[role=status]");
    if (status) status.textContent = texts.copied;
  });
}

/** Passwords can be looked at. */
for (const input of document.querySelectorAll("input[type=password]")) {
  const row = document.createElement("div");
  const button = document.createElement("button");
  row.className = "password";
  button.type = "button";
  button.setAttribute("aria-controls", input.id);
  input.replaceWith(row);
  row.append(input, button);
  const show = (visible) => {
    input.type = visible ? "text" : "password";
    button.textContent = visible ? texts.hide : texts.show;
    button.setAttribute("aria-label", visible ? texts.hideLong : texts.showLong);
  };
  show(false);
  button.addEventListener("click", () => show(input.type === "password"));
  input.form?.addEventListener("submit", () => show(false));
}

/** Characters left, seen at once and spoken after a pause. */
for (const count of document.querySelectorAll(".count[data-limit]")) {
  const area = document.getElementById(count.id.replace(/_count$/, ""));
  const limit = Number(count.dataset.limit);
  const spoken = document.createElement("p");
  spoken.className = "visually-hidden";
  spoken.setAttribute("role", "status");
  count.after(spoken);
  let pause;
  const tell = () => {
    // The server counts characters of the text as sent, with its line ends.
    const left = limit - [...area.value.replace(/\n/g, "\r\n")].length;
    const text = left < 0 ? texts.over(-left) : texts.left(left);
    count.textContent = text;
    count.classList.toggle("count-over", left < 0);
    clearTimeout(pause);
    pause = setTimeout(() => { spoken.textContent = text; }, 1500);
  };
  area?.addEventListener("input", tell);
  if (area?.value) tell();
}
