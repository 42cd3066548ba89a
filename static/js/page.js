/** What makes a page nicer and is never needed: it all works without this. */

const texts = document.documentElement.lang === "en"
  ? {
      saving: "Saving…",
      slow: "This takes a little longer. Please wait.",
      copied: "Copied",
      show: "Show",
      hide: "Hide",
      showLong: "Show password",
      hideLong: "Hide password",
      left: (n) => `You have ${n} character${n === 1 ? "" : "s"} left`,
      over: (n) => `You have ${n} character${n === 1 ? "" : "s"} too many`,
    }
  : {
      saving: "Bezig met opslaan…",
      slow: "Dit duurt iets langer. Wacht nog even.",
      copied: "Gekopieerd",
      show: "Toon",
      hide: "Verberg",
      showLong: "Toon wachtwoord",
      hideLong: "Verberg wachtwoord",
      left: (n) => `U kunt nog ${n} ${n === 1 ? "teken" : "tekens"} gebruiken`,
      over: (n) => `U heeft ${n} ${n === 1 ? "teken" : "tekens"} te veel`,
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

/** A second press of the same button is ignored, and slow work says so. */
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    const undo = sayItIsSaving(form.querySelector("button.primary"));
    // A download leaves the page standing, and so does the Back button.
    const fresh = () => {
      delete form.dataset.sent;
      undo();
    };
    setTimeout(fresh, 20000);
    addEventListener("pageshow", fresh, { once: true });
  });
}

function sayItIsSaving(button) {
  if (!button) return () => {};
  const label = [...button.childNodes];
  const status = document.createElement("p");
  status.setAttribute("role", "status");
  const timers = [
    setTimeout(() => {
      button.replaceChildren(texts.saving);
      button.setAttribute("aria-disabled", "true");
      button.after(status);
    }, 1000),
    setTimeout(() => { status.textContent = texts.slow; }, 4000),
  ];
  return () => {
    timers.forEach(clearTimeout);
    button.replaceChildren(...label);
    button.removeAttribute("aria-disabled");
    status.remove();
  };
}

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
