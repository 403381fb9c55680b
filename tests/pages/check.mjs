// Looks at pages in a headless browser. What is wrong is printed, a line each; exit 1 if anything is.
//
//   node check.mjs PACKAGES BROWSER SHOTS PAGE…
//
// PACKAGES is the folder above node_modules. Screenshots and a print of each page go to SHOTS.
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [packages, executablePath, shots, ...pages] = process.argv.slice(2);
if (pages.length === 0) throw new Error("usage: check.mjs PACKAGES BROWSER SHOTS PAGE…");
const require = createRequire(path.join(path.resolve(packages), "here.js"));
const { chromium } = require("playwright-core");
const axe = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");

const SCREENS = [360, 768, 1280];
const THEMES = ["light", "dark"];
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];
// A4 within the margins that the pages ask for, in CSS pixels.
const SHEET = { width: Math.floor((210 - 30) / 25.4 * 96), height: Math.floor((297 - 28) / 25.4 * 96) };

let faults = 0;
function fault(where, ...said) {
  faults += 1;
  console.log(`${where}: ${said.join(" ")}`);
}

await mkdir(shots, { recursive: true });
const args = ["--disable-dev-shm-usage", "--disable-gpu", "--font-render-hinting=none"];
if (process.getuid?.() === 0) args.push("--no-sandbox");
const browser = await chromium.launch({ executablePath, args });
try {
  for (const file of pages) {
    const name = path.basename(file, ".html");
    for (const width of SCREENS) for (const theme of THEMES) await screen(file, name, width, theme);
    await unaided(file, name);
    await onPaper(file, name);
  }
} finally {
  await browser.close();
}
console.log(`${pages.length} pages in ${browser.version()}: ${faults} faults`);
process.exit(faults === 0 ? 0 : 1);

// Opens a page, and has everything told that it says or asks for.
async function open(file, where, options) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  const url = pathToFileURL(path.resolve(file)).href;
  page.on("console", (said) => fault(where, "console:", said.text()));
  page.on("pageerror", (error) => fault(where, "error:", String(error)));
  page.on("request", (request) => {
    const asked = request.url();
    if (asked !== url && !asked.startsWith("data:")) fault(where, "request:", asked);
  });
  await page.goto(url, { waitUntil: "load" });
  return page;
}

// A page on a screen: rules of accessibility, and its width.
async function screen(file, name, width, theme) {
  const where = `${name} ${width} ${theme}`;
  // The page's policy would keep the checker itself out.
  const page = await open(file, where, { viewport: { width, height: 900 }, colorScheme: theme, bypassCSP: true });
  await page.screenshot({ path: path.join(shots, `${name}-${width}-${theme}.png`), fullPage: true });
  // Folded parts count, too.
  await page.evaluate(() => document.querySelectorAll("details").forEach((it) => { it.open = true; }));
  await page.addScriptTag({ content: axe });
  const found = await page.evaluate((values) => globalThis.axe.run(document, { runOnly: { type: "tag", values } }), RULES);
  for (const it of found.violations) {
    fault(where, "axe:", it.id, it.help, it.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(", "));
  }
  if (found.passes.length < 20) fault(where, "axe: only", found.passes.length, "rules passed");
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (over > 0) fault(where, "scrolls sideways by", over, "px");
  await page.context().close();
}

// A page without its script: the same words, and nothing that would not work.
async function unaided(file, name) {
  const words = () => {
    const main = document.querySelector("main").cloneNode(true);
    main.querySelectorAll("[data-control]").forEach((it) => it.remove());
    return main.textContent.replace(/\s+/g, " ").trim();
  };
  const plain = await open(file, `${name} without script`, { javaScriptEnabled: false });
  const [without, controls] = [await plain.evaluate(words), await plain.locator("[data-control]").count()];
  const aided = await open(file, `${name} with script`, {});
  const withIt = await aided.evaluate(words);
  if (without.length < 1000) fault(name, "says hardly anything without script");
  if (without !== withIt) fault(name, "says something else with script than without");
  if (controls > 0) fault(name, "has controls that do nothing without script");
  await plain.context().close();
  await aided.context().close();
}

// A page on paper: everything fits the sheet. The print is looked at by printed.py.
async function onPaper(file, name) {
  const where = `${name} on paper`;
  const page = await open(file, where, { viewport: SHEET });
  await page.emulateMedia({ media: "print", colorScheme: "light" });
  const large = await page.evaluate((sheet) => {
    const boxes = [...document.querySelectorAll("figure, svg, tr, pre, h2, h3, li")];
    return boxes.flatMap((it) => {
      const box = it.getBoundingClientRect();
      const fits = box.height <= sheet.height && box.right <= sheet.width + 1 && box.left >= -1;
      return fits ? [] : [`${it.tagName} of ${Math.round(box.width)} × ${Math.round(box.height)} px at ${Math.round(box.left)}`];
    });
  }, SHEET);
  for (const it of large) fault(where, "too large for the sheet:", it);
  await page.pdf({ path: path.join(shots, `${name}.pdf`), preferCSSPageSize: true, printBackground: true, tagged: true, outline: true });
  await page.context().close();
}
