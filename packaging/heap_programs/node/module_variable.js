// expect: system / Context.undoSteps
const undoSteps = [];
function record(step) { undoSteps.push(step); }
module.exports = (leak) => { let i = 0;
  return { n: 400, warm: 20, act(n) { for (let k = 0; k < n; k++) record({ i: i++, before: { x: i + 0.5 }, after: ['v' + i] }); }, revert() { if (!leak) undoSteps.length = 0; } }; };
