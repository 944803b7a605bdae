// Opens a profile in speedscope, served from a folder on loopback, in a browser nobody sees.
// node speedscope_page.mjs BROWSER PROFILE: prints the milliseconds from handing the file over
// until its name is in the title and two frames have been drawn.
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import puppeteer from 'puppeteer-core';

const [browserPath, profile] = process.argv.slice(2);
const folder = path.join(import.meta.dirname, 'node_modules/speedscope/dist/release');
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

function answer(request, response) {
  const name = request.url === '/' ? 'index.html' : path.basename(request.url.split('?')[0]);
  fs.readFile(path.join(folder, name), (error, content) => {
    const type = types[path.extname(name)] ?? 'application/octet-stream';
    response.writeHead(error ? 404 : 200, { 'content-type': type });
    response.end(content);
  });
}

const server = http.createServer(answer).listen(0, '127.0.0.1');
await new Promise((done) => server.once('listening', done));
const home = fs.mkdtempSync(path.join(os.tmpdir(), 'speedscope-'));
const browser = await puppeteer.launch({
  executablePath: browserPath,
  userDataDir: home,
  protocolTimeout: 600_000,
  args: ['--no-sandbox', '--no-first-run', '--disable-gpu', '--enable-unsafe-swiftshader'],
});
try {
  const page = await browser.newPage();
  await page.setViewport({ width: 1600, height: 960 });
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  const input = await page.waitForSelector('input[type=file]');
  const before = await page.title();
  const began = performance.now();
  await input.uploadFile(profile);
  const named = (title) => document.title !== title && document.querySelector('canvas');
  await page.waitForFunction(named, { polling: 50, timeout: 600_000 }, before);
  await page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  );
  console.log(performance.now() - began);
} finally {
  await browser.close();
  server.close();
  fs.rmSync(home, { recursive: true, force: true });
}
