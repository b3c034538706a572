/**
 * `meltemi demo`: the newcomer's first minute. A small shop is copied into a warehouse by the sample project's job, once in
 * full and, after some rows changed, once more; then both are compared.
 */
import { failedError } from './cli-error';
import { printLines, widthOf } from './command-context';
import type { CommandContext } from './command-context';
import { FollowedRun } from './commands/followed-run';
import { createStartKey } from './commands/run-options';
import { untilSignal } from './commands/until-signal';
import { compareShop } from './demo/compare-shop';
import type { ArrivedTable } from './demo/compare-shop';
import { openDemoPlace, runSql } from './demo/demo-place';
import type { DemoPlace } from './demo/demo-place';
import { CHANGE_SHOP } from './demo/shop.sql';
import { colorsFor } from './output/colors';
import { formatCount } from './output/format';
import { createLiveDisplay } from './output/live-display';
import { createPlainDisplay } from './output/plain-display';
import { receiptLines } from './output/receipt';
import { failureLines } from './output/run-end';
import { renderTable } from './output/table';

const JOB = 'orders-pipeline';
/** `default_target_schema` of the sample project's loader. */
const WAREHOUSE_SCHEMA = 'shop';

export interface DemoOptions {
  /** End when done, also on a terminal. */
  readonly exit: boolean;
}

/** Throws when a run fails or the warehouse differs from the shop. Ctrl-C ends it at any time. */
export async function runDemo(context: CommandContext, options: DemoOptions): Promise<void> {
  const say = (line: string): void => void context.stdout.write(`${line}\n`);
  const interrupted = untilSignal();
  const place = await openDemoPlace(context.env, say);
  try {
    await Promise.race([interrupted, show(context, place, say)]);
    if (options.exit || context.stdout.isTTY !== true) return;
    printLines(context.stdout, invitation(place));
    await interrupted;
  } finally {
    say('Ending ...');
    await place.close();
  }
}

async function show(context: CommandContext, place: DemoPlace, say: (line: string) => void): Promise<void> {
  say(`\n1. \`meltemi run ${JOB}\`: the whole shop into the warehouse`);
  await runJob(context, place);
  say('\n2. A day later some rows have changed; the same again takes only those');
  await runSql(place.shopUrl, CHANGE_SHOP);
  await runJob(context, place);
  say('\n3. What arrived');
  const tables = await compareShop(place.shopUrl, place.warehouseUrl, WAREHOUSE_SCHEMA);
  printLines(context.stdout, arrivedLines(context, tables));
  if (tables.some((table) => !table.isSame)) {
    throw failedError('The warehouse differs from the shop.', 'Please report this with the output above.');
  }
}

async function runJob({ stdout, stderr, env }: CommandContext, { control }: DemoPlace): Promise<void> {
  const display =
    stderr.isTTY === true
      ? createLiveDisplay(stderr, { colors: colorsFor(stderr, env), title: JOB })
      : createPlainDisplay(stderr, { withProgress: true });
  const run = new FollowedRun(control, display);
  const { progressEveryMs } = display;
  try {
    await run.watch(control.run({ options: { job: JOB }, startKey: createStartKey(), progressEveryMs }), 'ended');
  } finally {
    display.end();
  }
  const { ended, started } = run;
  if (ended?.receipt) {
    const options = { colors: colorsFor(stdout, env), width: widthOf(stdout), uiUrl: started?.uiUrl ?? null };
    printLines(stdout, receiptLines(ended.receipt, options));
  }
  if (ended?.event === 'failed') throw failedError(failureLines(ended).join('\n') || 'A stream failed.', '');
}

function arrivedLines({ stdout, env }: CommandContext, tables: readonly ArrivedTable[]): readonly string[] {
  const colors = colorsFor(stdout, env);
  const columns = [
    { title: 'table' },
    { title: 'rows in the shop', align: 'right' },
    { title: 'rows in the warehouse', align: 'right' },
    { title: 'types and values' },
  ] as const;
  const rows = tables.map(({ table, shopRows, warehouseRows, isSame }) => [
    table,
    formatCount(shopRows),
    formatCount(warehouseRows),
    isSame ? { text: 'the same', style: colors.green } : { text: 'different', style: colors.red },
  ]);
  return renderTable(columns, rows, { width: widthOf(stdout), titleStyle: colors.dim });
}

function invitation({ projectRoot, shopUrl, warehouseUrl, uiUrl }: DemoPlace): readonly string[] {
  return [
    '',
    `The runs in the Temporal UI: ${uiUrl}`,
    `The shop: psql ${shopUrl}`,
    `The warehouse: psql ${warehouseUrl}`,
    `Change something in the shop and run again: npx meltemi --cwd ${projectRoot} run ${JOB}`,
    'Ctrl-C ends it all and removes it.',
  ];
}
