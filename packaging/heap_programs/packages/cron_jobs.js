// expect: TaskRegistry.tasks, system / Context.registry, system / Context.tasks, Map[], InlineScheduledTask.*, CronTaskRegistry.*, TaskRegistry.*
const cron = require('node-cron');
module.exports = (leak) => { let i = 0, open = [];
  return { n: 60, warm: 6, act(n) { for (let k = 0; k < n; k++) { const report = { name: 'report' + i++, rows: [i + 0.5] }; open.push(cron.schedule('0 0 1 1 *', () => report.rows.length)); } }, async revert() { if (!leak) for (const t of open) await t.destroy(); open = []; } }; };
