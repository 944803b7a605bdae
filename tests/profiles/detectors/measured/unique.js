function splitFields(i) {
  const out = [];
  for (let at = 0; at < 300; at++) out.push((i * 31 + at) % 97);
  return out;
}

function score(fields) {
  let total = 0;
  for (let round = 0; round < 15; round++) for (let at = 0; at < fields.length; at++) total = (total + fields[at] * at + round) % 10007;
  return total;
}

function bucket(fields) {
  const buckets = new Map();
  for (let at = 0; at < 600; at++) {
    const key = fields[at % fields.length] % 13;
    buckets.set(key, (buckets.get(key) || 0) + at);
  }
  return buckets;
}

function spread(n) {
  const values = new Float64Array(64);
  for (let at = 0; at < 7000; at++) values[(at * n) & 63] += at / (n + 1);
  return values;
}

function walk(n) {
  let node = n | 1;
  for (let steps = 0; steps < 5000; steps++) node = node % 2 === 0 ? node / 2 : (3 * node + 1) % 1000003;
  return node;
}

function rolling(values) {
  let window = 0, best = 0;
  for (let at = 0; at < 9000; at++) {
    window += values[at & 63] - values[(at + 40) & 63];
    if (window > best) best = window;
  }
  return best;
}

function tally(n) {
  const seen = new Int32Array(256);
  for (let at = 0; at < 12000; at++) seen[(at * n) & 255]++;
  return seen[3];
}

function ordinary(i) {
  const fields = splitFields(i);
  return score(fields) + bucket(fields).size + rolling(spread(i)) + walk(i) + tally(i);
}
const seen = [];

function addId(id) {
  if (seen.includes(id)) return false;
  seen.push(id);
  return true;
}

for (let at = 0; at < 9000; at++) {
  for (let more = 0; more < 3; more++) addId('id' + at + '-' + more);
  ordinary(at);
}

