'use strict';
// A binary search tree used as an index; entries that expired are only marked.
class TreeNode { constructor(k, v) { this.key = k; this.value = v; this.left = null; this.right = null; } }
class TreeIndex { constructor() { this.root = null; } insert(k, v) { const n = new TreeNode(k, v); if (!this.root) { this.root = n; return; } let at = this.root; for (;;) { const side = k < at.key ? 'left' : 'right'; if (!at[side]) { at[side] = n; return; } at = at[side]; } } clear() { this.root = null; } }
class Lease { constructor(i) { this.i = i; this.holder = 'holder ' + i; this.until = i + 0.5; } }
module.exports = (leak) => { const index = globalThis.leaseIndex = new TreeIndex(); let i = 0;
  return { n: 400, act(n) { for (let k = 0; k < n; k++) { i++; index.insert((i * 7919) % 100003, new Lease(i)); } }, revert() { if (!leak) index.clear(); } }; };
