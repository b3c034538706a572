/** Starts the longest test files first, so that none of them runs alone at the end. Jest knows how long they take only after a first run. */
const { default: Sequencer } = require('@jest/test-sequencer');

const LONGEST = ['workflow/long-stream', 'e2e/chaos', 'e2e/meltano-round-trip', 'e2e/programs', 'workflow/sync-stream'];

const rank = ({ path }) => {
  const index = LONGEST.findIndex((name) => path.includes(name));
  return index < 0 ? LONGEST.length : index;
};

module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((a, b) => rank(a) - rank(b));
  }
};
