// Opens a page of sounds in Chromium and prints, as JSON, what a listener would meet.
// node hear.cjs URL   (NODE_PATH leads to playwright-core and axe-core)
const { chromium } = require("playwright-core");
const fs = require("fs");

async function main(url) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    headless: true,
    args: ["--no-sandbox", "--disable-gpu", "--mute-audio", "--no-first-run",
           "--disable-background-networking", "--autoplay-policy=no-user-gesture-required"],
  });
  const found = { requests: [], errors: [], axe: [] };
  for (const scheme of ["light", "dark"]) {
    const page = await browser.newPage({ viewport: { width: 320, height: 640 }, colorScheme: scheme });
    page.on("request", (request) => {
      if (!request.url().startsWith("data:")) { found.requests.push(request.url()); }
    });
    page.on("pageerror", (error) => found.errors.push(String(error)));
    await page.goto(url, { waitUntil: "load" });
    await page.addScriptTag({ content: fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8") });
    const report = await page.evaluate(() => window.axe.run(document));
    for (const each of report.violations) {
      found.axe.push(`${scheme}: ${each.id}: ${each.nodes.map((node) => node.html.slice(0, 200)).join(" ")}`);
    }
    found.passes = report.passes.length;
    found.sounds = await page.evaluate(() => Promise.all(
      [...document.querySelectorAll("audio")].map((sound) => new Promise((done, failed) => {
        sound.addEventListener("loadedmetadata", () => done(sound.duration), { once: true });
        sound.addEventListener("error", () => failed(new Error(sound.getAttribute("aria-label"))));
        sound.preload = "auto";
        sound.load();
      }))));
    found.playing = await page.evaluate(async () => {
      const sounds = [...document.querySelectorAll("audio")];
      for (const sound of sounds.slice(0, 3)) { await sound.play(); }
      await new Promise((done) => setTimeout(done, 50));
      return sounds.filter((sound) => !sound.paused).length;
    });
    await page.close();
  }
  await browser.close();
  process.stdout.write(JSON.stringify(found));
}

main(process.argv[2]).catch((error) => { process.stderr.write(String(error)); process.exit(1); });
