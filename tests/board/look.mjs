// Looks at each view of the board in a headless browser. What is wrong is printed, a line each;
// exit 1 if anything is.
//
//   node look.mjs PACKAGES BROWSER
//
// PACKAGES is the folder above node_modules. SHOTS names a folder for screenshots; ONLY, a
// pattern that the name of a check has to fit.
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { serve, SEATS } from "./mock.mjs";

const [packages, executablePath] = process.argv.slice(2);
if (!executablePath) throw new Error("usage: look.mjs PACKAGES BROWSER");
const require = createRequire(path.join(path.resolve(packages), "here.js"));
const { chromium } = require("playwright-core");
const axe = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");

const SCREENS = [[360, 740], [768, 1024], [1280, 800], [1920, 1080]];
const THEMES = ["light", "dark"];
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];
const { SHOTS: shots, ONLY: only = "" } = process.env;
if (shots) await mkdir(shots, { recursive: true });

let faults = 0;
let checks = 0;
function fault(where, ...said) {
  faults += 1;
  console.log(`${where}: ${said.join(" ")}`);
}

const args = ["--disable-dev-shm-usage", "--disable-gpu", "--font-render-hinting=none"];
if (process.getuid?.() === 0) args.push("--no-sandbox");
const browser = await chromium.launch({ executablePath, args });

// Opens a seat, and has everything told that it says, or asks of others.
async function open(board, seat, where, options = {}, expected = []) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce", ...options });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  page.on("console", (said) => { if (!expected.some((it) => said.text().includes(it))) fault(where, "console:", said.text()); });
  page.on("pageerror", (error) => fault(where, "error:", String(error)));
  page.on("dialog", (dialog) => { fault(where, "alert:", dialog.message()); dialog.dismiss(); });
  page.on("request", (request) => {
    const asked = request.url();
    if (!asked.startsWith(board.address(seat)) && !asked.startsWith("data:")) fault(where, "request:", asked);
  });
  await page.goto(board.address(seat), { waitUntil: "load" });
  await page.locator(".panel").first().waitFor({ state: "attached" });
  return page;
}

async function picture(page, name) {
  if (shots) await page.screenshot({ path: path.join(shots, `${name}.png`) });
}

async function rules(page, where) {
  if (!(await page.evaluate(() => Boolean(globalThis.axe)))) await page.evaluate(axe);
  const found = await page.evaluate((values) => globalThis.axe.run(document, { runOnly: { type: "tag", values } }), RULES);
  for (const it of found.violations) {
    fault(where, "axe:", it.id, it.help, it.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(", "));
  }
  if (found.passes.length < 15) fault(where, "axe: only", found.passes.length, "rules passed");
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (over > 0) fault(where, "scrolls sideways by", over, "px");
}

async function check(name, run) {
  if (!new RegExp(only).test(name)) return;
  checks += 1;
  try { await run(name); } catch (error) { fault(name, String(error).split("\n").slice(0, 3).join(" ")); }
  await Promise.all(browser.contexts().map((it) => it.close()));
}

const expect = (where, is, said) => { if (!is) fault(where, said); };

// A seat on a screen, each of its parts where they are shown one at a time.
async function screen(board, seat, [width, height], theme) {
  await check(`${seat}-${width}-${theme}`, async (where) => {
    const page = await open(board, seat, where, { viewport: { width, height }, colorScheme: theme });
    await page.evaluate(() => document.querySelectorAll("details").forEach((it) => { it.open = true; }));
    const tabs = await page.locator("#tabs button:visible").all();
    if (tabs.length === 0) {
      await picture(page, where);
      await rules(page, where);
    }
    for (const tab of tabs) {
      const name = await tab.getAttribute("data-tab");
      await tab.click();
      if (theme === "light" || name === "map") await picture(page, `${where}-${name}`);
      await rules(page, `${where}-${name}`);
    }
    if (seat === "screen" && width >= 1280) {
      const cut = await page.evaluate(() => [...document.querySelectorAll("main .panel, main .card")].filter((it) => it.getBoundingClientRect().bottom > innerHeight + 1).length);
      expect(where, cut === 0, `${cut} parts lie below the screen`);
      expect(where, await page.locator("button:visible, a:visible:not(.skip), input:visible").count() === 0, "has something to click");
    }
    await page.context().close();
  });
}

async function dialogs(theme, [width, height]) {
  await check(`dialogs-${width}-${theme}`, async (where) => {
    const board = await serve();
    const page = await open(board, "facilitator", where, { viewport: { width, height }, colorScheme: theme }, ["409"]);
    const show = async (tab) => { const it = page.locator(`[data-tab=${tab}]`); if (await it.isVisible()) await it.click(); };
    const look = async (name) => { await picture(page, `${where}-${name}`); await rules(page, `${where}-${name}`); };
    await show("incidents");
    await page.getByRole("button", { name: "Decide on I-3…" }).click();
    await page.getByRole("button", { name: "Decide", exact: true }).click();
    expect(where, await page.locator("dialog .error").isVisible(), "a decision without a choice is not refused");
    await page.getByLabel("Ask Cyber Rapid Response Team now").check();
    await page.getByRole("button", { name: "What if?" }).click();
    await page.locator(".outlook").waitFor();
    await look("decide");
    await page.keyboard.press("Escape");
    await show("teams");
    await page.getByRole("button", { name: "Decide on National CERT…" }).click();
    await page.getByRole("spinbutton", { name: "Experts" }).fill("99");
    await page.getByRole("button", { name: "Decide", exact: true }).click();
    await page.getByText("This team has not so many experts").waitFor();
    await look("team");
    await page.keyboard.press("Escape");
    await show("injects");
    for (const [button, name] of [["Release… c5", "release"], ["Edit… c5", "edit"], ["Add your own…", "add"]]) {
      await page.getByRole("button", { name: button }).click();
      if (name === "add") await page.getByLabel("An incident that begins").selectOption("ddos");
      await look(name);
      await page.keyboard.press("Escape");
    }
    await page.getByRole("button", { name: "End…" }).click();
    await look("end");
    await page.context().close();
    await board.close();
  });
}

// What facilitator, player and evaluator do, by keyboard, and what the others see of it.
async function played() {
  await check("played", async (where) => {
    const board = await serve();
    const refused = ["409"];
    const [facilitator, player, evaluator] = await Promise.all(["facilitator", "player", "evaluator"].map((seat) => open(board, seat, `${where} ${seat}`, {}, refused)));
    const press = async (page, name) => { const it = page.getByRole("button", { name, exact: true }); await it.focus(); await page.keyboard.press("Enter"); };

    // Text that is being written outlives messages.
    const note = player.getByLabel("New note");
    await note.focus();
    await player.keyboard.type("We call the broadc");
    await press(facilitator, "Release… c5");
    await facilitator.getByLabel("Why").fill("Ahead of time");
    await press(facilitator, "Release now");
    await player.getByText("SECRET-C5").first().waitFor();
    await player.keyboard.type("aster.");
    expect(where, await note.inputValue() === "We call the broadcaster.", "a half-written note is lost");
    expect(where, await player.locator("#told .tag.new").count() === 1, "the new message is not marked");
    expect(where, (await player.locator("#spoken").textContent()).includes("SECRET-C5"), "the new message is not said");
    await player.getByLabel("Your name").fill("Ona <b>");
    await press(player, "Keep note");
    await player.locator("#notes .kept").waitFor();
    await player.locator("#notes li", { hasText: "We call the broadcaster." }).waitFor();
    expect(where, await note.inputValue() === "", "a kept note stays in its field");

    // A double click counts once, whatever stands there by then.
    const before = board.sent.length;
    await facilitator.getByRole("button", { name: "Hold c6" }).dblclick();
    await facilitator.getByRole("button", { name: "Resume c6" }).waitFor();
    await facilitator.waitForTimeout(300);
    expect(where, board.sent.length === before + 1, `a double click was sent ${board.sent.length - before} times`);
    expect(where, await facilitator.evaluate(() => document.activeElement !== document.body), "the focus is lost");

    // A refusal stands beside what caused it.
    await press(facilitator, "Resume c7");
    await facilitator.locator("#injects li .error", { hasText: "has passed" }).waitFor();

    // The clock runs between messages, and stands.
    await facilitator.getByLabel("Speed").selectOption("10");
    await press(facilitator, "Run");
    await player.getByText("Runs at ×10").waitFor();
    const time = () => player.locator("#time").textContent();
    const first = await time();
    await player.waitForTimeout(600);
    expect(where, await time() !== first, "the clock does not run");
    await press(facilitator, "Pause");
    await player.getByText("Paused ·").waitFor();
    await press(facilitator, "1 h on");

    // A decision, and an observation of it.
    await press(player, "Decide on I-3…");
    await player.getByLabel("Ask Cyber Rapid Response Team now").check();
    await player.getByLabel("Why").fill("The site is down");
    await press(player, "Decide");
    await player.locator("dialog").waitFor({ state: "hidden" });
    expect(where, board.sent.at(-1).body.act.order.team === "eu-crrt" && board.sent.at(-1).body.who === "Ona <b>", "the decision was sent otherwise");
    await evaluator.locator("#log .done", { hasText: "ask Cyber Rapid Response Team for I-3" }).waitFor();
    await press(evaluator, "Observe c4");
    await evaluator.keyboard.type("They asked for help at once.");
    await evaluator.getByLabel("Strength").check();
    await press(evaluator, "Keep observation");
    await evaluator.locator("#observe .card", { hasText: "They asked for help at once." }).waitFor();
    const { act } = board.sent.at(-1).body;
    expect(where, act.rating === "not_rated" && act.about === "c4" && act.objective === "Keep results published", `the observation was sent as ${JSON.stringify(act)}`);

    // No player's page holds what is to come.
    for (const secret of ["SECRET-C9", "SECRET-C11", "SECRET-C12", "Grey Heron"]) {
      expect(where, !(await player.content()).includes(secret), `a player's page holds ${secret}`);
    }
    await press(facilitator, "End…");
    await press(facilitator, "End the exercise");
    await player.getByText("The exercise is over").first().waitFor();
    expect(where, await facilitator.getByRole("button", { name: "Run", exact: true }).getAttribute("aria-disabled") === "true", "the clock can still be run");
    for (const page of [facilitator, player, evaluator]) await page.context().close();
    await board.close();
  });
}

// The server goes, and comes back.
async function lost() {
  await check("lost", async (where) => {
    const board = await serve();
    const page = await open(board, "player", where, {}, ["ERR_CONNECTION_REFUSED", "ERR_INCOMPLETE_CHUNKED_ENCODING", "ERR_EMPTY_RESPONSE", "ERR_CONNECTION_RESET"]);
    const decide = page.getByRole("button", { name: "Decide on I-3…" });
    await page.waitForTimeout(300);
    expect(where, await decide.getAttribute("aria-disabled") !== "true", "nothing can be done from the start");
    await board.close();
    await page.getByText("No connection to the board since").waitFor();
    expect(where, await decide.getAttribute("aria-disabled") === "true", "acts are open without a server");
    await picture(page, where);
    await rules(page, where);
    const again = await serve({ port: board.port });
    await page.locator("#lost").waitFor({ state: "hidden", timeout: 20_000 });
    expect(where, await decide.getAttribute("aria-disabled") !== "true", "acts stay closed once the server is back");
    await page.context().close();
    await again.close();
  });
}

// While the clock stands, the server has nothing to say: that is no lost connection.
async function quiet() {
  await check("quiet", async (where) => {
    const board = await serve();
    const page = await open(board, "player", where);
    await page.evaluate(() => { const lost = document.getElementById("lost"); new MutationObserver(() => { globalThis.saidLost = true; }).observe(lost, { childList: true }); });
    await page.waitForTimeout(21_000);
    expect(where, !(await page.evaluate(() => globalThis.saidLost)), "silence is taken for a lost connection");
    await page.context().close();
    await board.close();
  });
}

async function large() {
  await check("large", async (where) => {
    const board = await serve({ assets: 300 });
    for (const seat of ["facilitator", "screen"]) {
      const page = await open(board, seat, `${where} ${seat}`, { viewport: { width: 1920, height: 1080 } });
      if (seat === "facilitator") await page.getByRole("button", { name: "Whole width" }).click();
      expect(where, await page.locator("svg .node").count() === 300, "assets are missing");
      await picture(page, `${where}-${seat}`);
      await rules(page, `${where}-${seat}`);
      await page.context().close();
    }
    await board.close();
  });
}

try {
  const board = await serve();
  for (const seat of SEATS) for (const size of SCREENS) for (const theme of THEMES) await screen(board, seat, size, theme);
  await board.close();
  for (const theme of THEMES) for (const size of [SCREENS[0], SCREENS[2]]) await dialogs(theme, size);
  await large();
  await played();
  await lost();
  await quiet();
} finally {
  await browser.close();
}
console.log(`${checks} checks: ${faults} faults`);
process.exit(faults === 0 && checks > 0 ? 0 : 1);
