// What `node --prof-process --preprocess` writes, without the sources of all scripts and without
// the code that no tick stands in.
const log = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
const place = new Map([[-1, -1]]);
const code = [];
for (const tick of log.ticks) {
  for (let i = 0; i < tick.s.length; i += 2) {
    const id = tick.s[i];
    if (!place.has(id)) place.set(id, code.push({ ...log.code[id], source: undefined }) - 1);
    tick.s[i] = place.get(id);
  }
}
process.stdout.write(JSON.stringify({ code, functions: [], ticks: log.ticks }, null, 2));
