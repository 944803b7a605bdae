// Records a page as DevTools' Performance panel does. usage: record_trace.mjs PAGE OUT
import { createRequire } from 'node:module';
import { writeFileSync } from 'node:fs';

const require = createRequire(process.cwd() + '/');
const puppeteer = require('puppeteer-core');
const [page, out] = process.argv.slice(2);
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--allow-file-access-from-files'],
});
const tab = await browser.newPage();
await tab.tracing.start({
  categories: ['devtools.timeline', 'v8.execute', 'disabled-by-default-v8.cpu_profiler'],
});
await tab.goto('file://' + page);
await tab.waitForFunction(() => document.title === 'done', { timeout: 20000 });
const trace = JSON.parse(new TextDecoder().decode(await tab.tracing.stop()));
const kept = new Set(['Profile', 'ProfileChunk', 'thread_name', 'process_name', 'FunctionCall', 'RunTask']);
trace.traceEvents = trace.traceEvents.filter((event) => kept.has(event.name));
delete trace.metadata;
writeFileSync(out, JSON.stringify(trace));
await browser.close();
