'use strict';
// A Readable that is pushed to and never read.
const { Readable } = require('stream');
class SensorFeed extends Readable { constructor() { super({ objectMode: true, read() {} }); } }
class Reading { constructor(i) { this.at = i; this.celsius = i + 0.5; this.sensor = 's' + i; } }
module.exports = (leak) => { const feed = globalThis.sensorFeed = new SensorFeed(); if (!leak) feed.on('data', () => {}); let i = 0;
  return { n: 700, async act(n) { for (let k = 0; k < n; k++) feed.push(new Reading(i++)); await new Promise((r) => setTimeout(r, 20)); }, revert() {} }; };
