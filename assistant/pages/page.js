// What the pages do in the browser beside Gradio: papers opened under their quotation, copying, the session's history,
// what a screen reader is told, and what Gradio leaves out for those who use a keyboard.
"use strict";

document.documentElement.lang = "en-GB";
const plainClick = (event) => !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button);

document.addEventListener("click", (event) => {
  const view = event.target.closest("a[data-view]");
  if (view && plainClick(event)) { event.preventDefault(); openPaper(view); return; }
  const there = event.target.closest('a[href^="#"]');  // an address with "#" would be taken for another question
  if (there && plainClick(event)) { event.preventDefault(); goTo(document.querySelector(there.hash)); return; }
  const again = event.target.closest('a[href^="?"]');
  if (again && plainClick(event)) { event.preventDefault(); followLink(again); return; }
  const button = event.target.closest("button");
  if (button?.dataset.copy) copy(button.dataset.copy, button);
  if (button?.dataset.copyLink) copy(new URL(button.dataset.copyLink, location.origin + location.pathname).href, button);
  if (button && "close" in button.dataset) closePaper(button.closest(".shown"));
});

document.addEventListener("keydown", (event) => {
  const box = event.key === "Escape" && event.target.closest(".shown");
  if (box) closePaper(box);
});

// Papers opened under their quotation

async function openPaper(link) {
  const inside = link.closest(".shown");  // turning pages inside what is already shown
  const box = inside || link.closest(".holder")?.querySelector(":scope > .shown");
  if (!box) { location.href = link.href; return; }
  if (!inside && link.getAttribute("aria-expanded") === "true") { closePaper(box); return; }
  box.setAttribute("aria-busy", "true");
  try {
    const answer = await (await fetch(link.href)).text();
    const below = answer.replaceAll("<h1", "<h4").replaceAll("</h1", "</h4");  // under the headings of this page
    box.replaceChildren(...new DOMParser().parseFromString(below, "text/html").querySelector("main").childNodes);
  } catch {
    box.replaceChildren(sentence("The page could not be fetched. Is the assistant still running?", "failure"));
  }
  const close = document.createElement("button");
  close.type = "button";
  close.dataset.close = "";
  close.textContent = "Close";
  const last = document.createElement("p");
  last.className = "actions";
  last.append(close);
  box.append(last);
  box.removeAttribute("aria-busy");
  box.hidden = false;
  if (!inside) link.setAttribute("aria-expanded", "true");
  box.querySelector("[tabindex]")?.focus({ preventScroll: true });
  box.querySelector(".text mark")?.scrollIntoView({ block: "nearest" });
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  (box.querySelector(".box") || box).scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
}

function closePaper(box) {
  const link = box.closest(".holder").querySelector("a[data-view]");
  box.hidden = true;
  box.replaceChildren();
  link.setAttribute("aria-expanded", "false");
  link.focus();
}

function sentence(words, kind) {
  const said = document.createElement("p");
  said.className = `ours ${kind}`;
  said.tabIndex = -1;
  said.textContent = words;
  return said;
}

async function copy(words, button) {
  const told = button.closest(".actions").querySelector(".told");
  try {
    await navigator.clipboard.writeText(words);
    told.textContent = "Copied.";
  } catch {  // browsers keep the clipboard from pages that are neither encrypted nor on this machine
    const box = document.createElement("textarea");
    box.value = words;
    document.body.append(box);
    box.select();
    told.textContent = document.execCommand("copy") ? "Copied." : "This browser does not let the page copy.";
    box.remove();
    button.focus();
  }
}

// Asking

// An answer that takes its time is not waited for without a word.
let patience = 0;
function asking() {
  looked();
  patience = setTimeout(() => {
    const said = sentence("Looking for it. The first question after a start takes some seconds longer.", "waiting");
    said.id = "looking";
    document.getElementById("answer").prepend(said);
    announce(said.textContent);
  }, 700);
}

function looked() {
  clearTimeout(patience);
  document.getElementById("looking")?.remove();
}

// A link of the page to itself is followed without fetching the page anew.
let followed = false;
function followLink(link) {
  followed = true;
  asking();
  history.pushState(null, "", link.href);
  dispatchEvent(new PopStateEvent("popstate"));
}

// Called when something new stands in the page: the address bar, the history and what a screen reader says follow it.
function answered(element) {
  looked();
  const shown = element.querySelector("[data-announce]");
  if (shown) announce(shown.dataset.announce);
  const { link, question, topic } = shown?.dataset ?? {};
  if (element.querySelector(".answer, .topic") || (element.closest("#answer") && !element.textContent.trim())) {
    document.title = question || topic ? `${question || topic} – Panel Assistant` : "Panel Assistant";
  }
  const address = link || (topic && `?${new URLSearchParams({ topic })}`);
  if (address) {
    const wanted = new URL(address, location.href);
    if (wanted.search !== location.search) history.pushState(null, "", wanted);
  }
  if (link) remember({ link, question });
  const written = element.querySelector("[data-written]");
  if (written) write(written);
  const gone = followed || document.activeElement === document.body;  // what had the focus is replaced
  followed = false;
  const place = gone && element.offsetParent && element.querySelector("h2, [role=alert], [data-announce] > p");
  if (place) { place.tabIndex = -1; place.focus(); }
}

// A written answer comes after the quotations, into the place kept for it above them.
async function write(place) {
  const address = place.dataset.written;
  delete place.dataset.written;
  try {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(answer.statusText);
    place.replaceChildren(...new DOMParser().parseFromString(await answer.text(), "text/html").body.childNodes);
  } catch {
    place.replaceChildren(sentence("The written answer could not be fetched. Is the assistant still running?", "failure"));
  }
  place.removeAttribute("aria-busy");
}

function goTo(element) {
  if (!element) return;
  const folded = element.closest("details");
  if (folded) folded.open = true;
  element.focus({ preventScroll: true });
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  element.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
}

function announce(words) {
  const region = document.getElementById("announced");
  region.textContent = "";
  setTimeout(() => { region.textContent = words; }, 100);  // the same words twice are two announcements
}

const asked = () => JSON.parse(sessionStorage.getItem("asked") || "[]");

function remember(one) {
  const before = asked().filter((other) => other.link !== one.link);
  sessionStorage.setItem("asked", JSON.stringify([one, ...before].slice(0, 50)));
  showHistory();
}

function showHistory() {
  const place = document.querySelector("#history .history");
  if (!place) return;
  const session = asked();
  place.hidden = !session.length;
  place.querySelector("ol").replaceChildren(...session.map(({ link, question }) => {
    const item = document.createElement("li");
    const again = document.createElement("a");
    again.href = link;
    again.textContent = question;
    item.append(again);
    return item;
  }));
  const questions = new URLSearchParams(session.toReversed().map(({ link }) => ["ask", link]));
  for (const link of place.querySelectorAll("a[download]")) link.href = `${link.pathname.slice(1)}?${questions}`;
}

async function judge(event, tell) {
  const button = event.target.closest("[data-verdict]");
  if (!button) return;
  const group = button.closest("[data-place]");
  const told = button.closest(".actions").querySelector(".told");
  const link = button.closest("[data-link]").dataset.link;
  try {
    const [kept, words] = await tell([link, group.dataset.place, button.dataset.verdict]);
    told.textContent = words;
    if (kept) for (const other of group.children) other.setAttribute("aria-pressed", other === button);
  } catch {
    told.textContent = "This could not be kept. Is the assistant still running?";
  }
}

// Whoever has been signed out meanwhile, or too long away, signs in and comes back to where they were.
const send = fetch;
fetch = async (...asked) => {
  const answer = await send(...asked);
  if (answer.status === 401) location.reload();
  return answer;
};

// The archive

function add(element, added) {
  const buttons = element.querySelectorAll("[data-add]"), files = element.querySelector("input");
  let exempt = "false";
  for (const button of buttons) button.onclick = () => { exempt = button.dataset.add; files.click(); };
  if (!files) return;
  files.onchange = async () => {
    const told = [], chosen = [...files.files];
    for (const button of buttons) button.disabled = true;
    for (const [at, file] of chosen.entries()) {
      announce(`Sending ${file.name}, ${at + 1} of ${chosen.length}.`);
      try {
        const name = new URLSearchParams({ name: file.name, exempt });
        told.push(await (await fetch(`papers?${name}`, { method: "POST", body: file })).text());
      } catch {
        told.push(`${file.name} could not be sent. Is the assistant still running?`);
      }
    }
    for (const button of buttons) button.disabled = false;
    files.value = "";
    added(told);
  };
}

function keep(event, { withdraw, scans }) {
  const button = event.target.closest("button");
  const name = button?.dataset.remove;
  const shown = name?.replace(/[\u202a-\u202e\u2066-\u2069]/g, "\ufffd");  // which would turn the words around it
  if (name && confirm(`Remove ${shown} from the archive? Its file is kept aside.`)) withdraw(name);
  if (button && "scans" in button.dataset) scans();
}

let sought = "";  // what a paper is looked for by, which stays when the list is drawn anew
document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-find]")) return;
  sought = event.target.value;
  find(event.target.closest(".archive"));
});

function find(element) {
  const field = element.querySelector("[data-find]");
  if (!field || (!sought && !field.value)) return;
  if (field.value !== sought) field.value = sought;
  const wanted = sought.toLowerCase();
  let found = 0;
  for (const year of element.querySelectorAll(".year")) {
    const papers = [...year.querySelectorAll(":scope > .papers > li")];
    for (const paper of papers) paper.hidden = !paper.textContent.toLowerCase().includes(wanted);
    const shown = papers.filter((paper) => !paper.hidden).length;
    year.hidden = !shown;
    if (wanted && shown) year.open = true;
    found += shown;
  }
  element.querySelector(".told").textContent = wanted ? `${found} found` : "";
}

// What Gradio leaves out: the names of the three parts, the arrow keys between them, and whether "Narrow the search" is open.
function mendGradio() {
  const tabs = document.querySelector("[role=tablist]");
  new MutationObserver(() => setTimeout(mendPart)).observe(tabs, { attributeFilter: ["aria-selected"], subtree: true });
  tabs.addEventListener("keydown", (event) => {
    const all = [...tabs.querySelectorAll("[role=tab]")], at = all.indexOf(event.target), last = all.length - 1;
    const to = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at ? at - 1 : last, Home: 0, End: last }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    all[to].click();
    all[to].focus();
  });
  mendPart();
}

function mendPart() {
  const part = [...document.querySelectorAll("[role=tabpanel]")].find((one) => one.offsetParent);
  part?.setAttribute("aria-label", document.querySelector("[role=tab][aria-selected=true]").innerText);
  const button = part?.querySelector("button.label-wrap:not([aria-expanded])");
  if (!button) return;
  const tell = () => button.setAttribute("aria-expanded", button.classList.contains("open"));
  new MutationObserver(tell).observe(button, { attributeFilter: ["class"] });
  button.querySelector(".icon")?.setAttribute("aria-hidden", "true");
  tell();
}
