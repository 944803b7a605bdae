// What is recorded: a few functions, one without a name, garbage, and time outside JavaScript.
const zlib = require('node:zlib');
const { Worker, isMainThread } = require('node:worker_threads');

function fibonacci(n) {
  return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

function parse() {
  const text = JSON.stringify(Array.from({ length: 2000 }, (_, i) => ({ id: i, name: 'item ' + i })));
  return JSON.parse(text).length;
}

const nameless = [
  () => {
    const kept = [];
    for (let i = 0; i < 3e4; i++) kept.push({ i, text: 'a' + i });
    return kept.length;
  },
];

function run(milliseconds) {
  const until = Date.now() + milliseconds;
  let sum = 0;
  while (Date.now() < until) {
    sum += fibonacci(20) + parse() + nameless[0]();
    sum += zlib.deflateSync(Buffer.alloc(20000, 'ab')).length;
  }
  return sum;
}

if (isMainThread && process.argv.includes('--worker')) new Worker(__filename);
setTimeout(() => run(isMainThread ? 150 : 60), 20);
