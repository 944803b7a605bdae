'use strict';
// A graph where those who left stay in their friends' lists.
class Person { constructor(i) { this.i = i; this.friends = new Set(); this.bio = 'person ' + i; } meet(p) { this.friends.add(p); p.friends.add(this); } leave() { for (const f of this.friends) f.friends.delete(this); this.friends.clear(); } }
class Club { constructor() { this.members = new Map(); for (let i = 0; i < 12; i++) this.members.set('m' + i, new Person(i)); } }
module.exports = (leak) => { const club = globalThis.club = new Club(); const fixed = [...club.members.values()]; let i = 100, guests = [];
  return { n: 300, act(n) { for (let k = 0; k < n; k++) { const p = new Person(i++); p.meet(fixed[i % 12]); club.members.set('g' + i, p); guests.push(['g' + i, p]); } }, revert() { for (const [k, p] of guests) { club.members.delete(k); if (!leak) p.leave(); } guests = []; } }; };
