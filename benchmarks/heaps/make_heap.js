'use strict';
// A shop's service as it stands in memory, and its heap snapshot.
//   node --expose-gc make_heap.js OUT.heapsnapshot CUSTOMERS          one snapshot
//   node --expose-gc make_heap.js OUT.heapsnapshot CUSTOMERS LEAKED   three: before, after and long
//     after serving that many requests whose contexts stay in a map nobody empties
//     (OUT-baseline, OUT-target and OUT-final.heapsnapshot)
const v8 = require('v8');
const { EventEmitter } = require('events');
const [out, customers, leaked] = [process.argv[2], +process.argv[3], +(process.argv[4] || 0)];

let seed = 20260101;
const random = () => {
  seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
  return seed / 0x7fffffff;
};
const pick = (list) => list[Math.floor(random() * list.length)];
const CITIES = ['Berlin', 'Oslo', 'Kyōto', 'São Paulo', 'Lagos', 'Québec', 'Perth', 'Łódź'];
const WORDS = 'red green blue small large wooden steel cotton lamp chair table shirt'.split(' ');
const SIZES = ['S', 'M', 'L', 'XL'];

class Money {
  constructor(amount) { this.amount = amount; this.currency = 'EUR'; }
}
class Item {
  constructor(number) {
    this.sku = `SKU-${number}`;
    this.title = [pick(WORDS), pick(WORDS), number].join(' ');
    this.price = new Money(random() * 100);
    this.size = pick(SIZES);
    this.tags = [pick(WORDS), pick(WORDS)];
  }
}
class Address {
  constructor(number) { this.street = `${number} Main Street`; this.city = pick(CITIES); }
}
class Order {
  #note;
  constructor(customer, number) {
    this.number = number;
    this.customer = customer;
    this.placed = new Date(1.7e12 + number * 1000);
    this.items = [];
    for (let i = 0; i < 3; i++) this.items.push({ item: new Item(number * 3 + i), quantity: i + 1 });
    this.total = new Money(random() * 300);
    this.#note = random() < 0.1 ? Symbol(`note ${number}`) : null;
  }
  get note() { return this.#note; }
}
class Customer extends EventEmitter {
  constructor(number) {
    super();
    this.id = number;
    this.name = `Customer ${number} ${pick(CITIES)}`;
    this.address = new Address(number);
    this.preferences = { theme: 'dark', pageSize: 20, filters: { size: pick(SIZES), sale: false } };
    this.seen = new Set([number, number + 1, number + 2]);
    this.orders = [new Order(this, number)];
    this.on('order', (order) => this.orders.push(order));
    if (number % 16 === 0) this.picture = Buffer.alloc(64 + (number % 512), number & 255);
    if (number % 8 === 0) this.ratings = new Float64Array(8 + (number % 24));
    if (number % 32 === 0) this.pending = new Promise(() => {}).then(() => this.name);
    if (number % 64 === 0) this.pattern = new RegExp(`^${number}-`, 'u');
  }
}

const shop = {
  customers: new Map(),
  byCity: new Map(CITIES.map((city) => [city, []])),
  sessions: new WeakMap(),
  recent: [],
  index: Object.create(null),
  newest: null,
};
function open(number) {
  const customer = new Customer(number);
  shop.customers.set(number, customer);
  shop.byCity.get(customer.address.city).push(customer);
  shop.sessions.set(customer, { token: `t${number}`, opened: number });
  if (number % 10 === 0) shop.index[`customer:${number}`] = customer;
  shop.newest = { customer, previous: number % 100 ? shop.newest : null };
  if (shop.recent.push(customer) > 1000) shop.recent.shift();
}

const inFlight = new Map();
function serve(number) {
  const customer = shop.customers.get(number % customers);
  const context = { request: { id: `r-${number}`, headers: { host: 'shop', accept: 'json' } } };
  context.body = `{"customer":${number},"query":"${pick(WORDS)} ${number}"}`;
  context.done = () => [context.request.id, customer.id];
  context.timings = [number, number + 1, number + 2];
  inFlight.set(context.request.id, context);
}

function snapshot(path) {
  for (let i = 0; i < 3; i++) gc();
  v8.writeHeapSnapshot(path);
  console.log(path);
}

for (let number = 0; number < customers; number++) open(number);
globalThis.shop = shop;
if (!leaked) {
  snapshot(out);
} else {
  const named = (when) => out.replace(/\.heapsnapshot$/, `-${when}.heapsnapshot`);
  globalThis.inFlight = inFlight;
  serve(0);
  snapshot(named('baseline'));
  for (let number = 1; number <= leaked; number++) serve(number);
  snapshot(named('target'));
  shop.recent.length = 0;
  snapshot(named('final'));
}
