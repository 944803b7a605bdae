// What `node --prof-process --preprocess` writes, without the sources of all scripts and without
// the code that no tick stands in.
const log = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
const used = new Set();
for (const tick of log.ticks) tick.s.forEach((id, i) => i % 2 === 0 && used.add(id));
log.code = log.code.map((code, i) => (used.has(i) ? { ...code, source: undefined } : {}));
process.stdout.write(JSON.stringify({ code: log.code, functions: [], ticks: log.ticks }));
