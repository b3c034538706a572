import { Redactor } from '../../../src/model/redactor';

test('a secret is masked as it is, in a URL and in JSON', () => {
  const redactor = new Redactor();
  redactor.add(['p@ss"word']);
  expect(redactor.text('p@ss"word postgres://u:p%40ss%22word@h {"x":"p@ss\\"word"}')).toBe(
    '**** postgres://u:****@h {"x":"****"}',
  );
});

test('a secret inside a longer secret leaves no rest', () => {
  const redactor = new Redactor();
  redactor.add(['abcd', 'abcdefgh']);
  expect(redactor.text('xx abcdefgh yy')).toBe('xx **** yy');
});

test('text without secrets stays as it is', () => {
  const redactor = new Redactor();
  redactor.add(['', 'ab', 'hunter2!']);
  expect(redactor.text('about')).toBe('about');
});
