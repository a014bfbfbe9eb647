import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFailure } from '../kernel/failure/failure.ts';
import { defineCommand } from '../kernel/module/command.ts';
import { parseArguments, parseFlags } from './arguments.ts';

const about = { en: 'x', zh: 'x' };
const run = async () => 0;
const short = defineCommand({ words: ['import'], summary: about, run });
const long = defineCommand({
  words: ['import', 'products'],
  summary: about,
  args: [
    { name: 'file', summary: about },
    { name: 'sheet', summary: about, optional: true },
  ],
  options: {
    '--machine': { value: 'ID', summary: about, required: true },
    '--first': { value: 'SUFFIX', summary: about, defaultsTo: 'L-1' },
    '--dry': { summary: about },
  },
  run,
});
const parse = (...words: string[]) => parseArguments([short, long], words);

test('a mistyped command is told with the one that was meant, a wrong verb and option with those that there are', () => {
  const verb = (...words: string[]) => defineCommand({ words, summary: about, run });
  const all = [verb('source', 'list'), verb('source', 'add'), verb('gap-report')];
  const said = (...words: string[]) => {
    try {
      return parseArguments(all, words).command.words.join(' ');
    } catch (error) {
      return isFailure(error) ? `${error.code} ${error.publicMessage.en}` : String(error);
    }
  };
  assert.match(said('sorce', 'list'), /unknown-command .*Did you mean “source list”\?/);
  assert.match(said('gap', 'report'), /Did you mean “gap-report”\?/);
  assert.match(said('gap-reprot', '88.118.8'), /Did you mean “gap-report”\?/);
  assert.doesNotMatch(said('quite', 'another'), /mean/);
  assert.match(said('source', 'lst'), /unknown-verb “lst” does not follow “source”[^]*source add/);
  assert.match(said('source'), /unfinished-command/);
  assert.match(said('source', '--data', '/d'), /unfinished-command/);
  assert.match(said('frobnicate', '--data', '/d'), /no command “frobnicate”/);
  assert.match(said('source', 'list', '--jsn'), /--jsn is not an option.*--json/);
});

test('the longest verb counts; options stand anywhere, with a blank or an equals sign', () => {
  const parsed = parse('import', 'products', '--machine=a=b', 'x.csv', '--dry', '--json');
  assert.equal(parsed.command, long);
  assert.deepEqual(parsed.args, { file: 'x.csv' });
  assert.deepEqual(parsed.options, {
    '--machine': 'a=b',
    '--first': 'L-1',
    '--dry': 'true',
    '--json': 'true',
  });
  const both = parse('import', 'products', 'x.csv', 'two', '--machine', 'm', '--first', '-1');
  assert.deepEqual(both.args, { file: 'x.csv', sheet: 'two' });
  assert.equal(both.options['--first'], '-1');
  assert.equal(parse('import').command, short);
});

test('what is missing, too much or unknown is bad usage', () => {
  for (const words of [
    ['import', 'products', '--machine', 'm'],
    ['import', 'products', 'x.csv'],
    ['import', 'products', 'x.csv', 'y', 'z', '--machine', 'm'],
    ['import', 'products', 'x.csv', '--machine'],
    ['import', 'products', 'x.csv', '--machine', 'm', '--none'],
    ['import', 'anything'],
  ]) {
    assert.throws(
      () => parse(...words),
      (error) => isFailure(error, 'cli.bad-usage'),
      words.join(' '),
    );
  }
  assert.throws(
    () => parse('export'),
    (error) => isFailure(error, 'cli.unknown-command'),
  );
  assert.deepEqual(parse('import', 'products', '--help').options['--help'], 'true');
});

test('the flags of start are settings: a value, an equals sign, or nothing for true', () => {
  const words = ['--http-port', '0', '--data=a b', '--free-ports', '--plant-enabled', 'false'];
  assert.deepEqual(parseFlags(words), {
    '--http-port': '0',
    '--data': 'a b',
    '--free-ports': 'true',
    '--plant-enabled': 'false',
  });
});
