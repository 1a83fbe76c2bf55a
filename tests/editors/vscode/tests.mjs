// The tests of the project: listed, run, green and red; played by the lens; and what tasks find.

export async function tests(window, ok) {
  const { page } = window;
  await window.command('Testing: Focus on Test Explorer View');
  const row = (name) => page.locator('.test-explorer .monaco-list-row', { hasText: name });
  await row('tests.flow').waitFor();
  await window.command('Test: Run All Tests');
  await page.locator('.test-explorer .codicon-testing-failed-icon').first().waitFor();
  await row('tests.flow').click();
  await page.keyboard.press('ArrowRight');
  await row('a city is answered').locator('.codicon-testing-passed-icon').waitFor();
  await row('this one fails').locator('.codicon-testing-failed-icon').waitFor();
  ok('the test explorer runs tests: green and red');
  await row('this one fails').dblclick();
  await page.getByText('Oh, Львів!').first().waitFor();
  ok('it tells what failed');
  await window.picture('tests');

  await window.file('tests.flow');
  await page.keyboard.press('Control+Home');
  await page.locator('.codelens-decoration a', { hasText: 'run this test' }).first().click();
  const terminal = page.locator('.terminal-wrapper.active .xterm-rows');
  await terminal.getByText('Ah, Київ!').first().waitFor();
  ok('the lens plays a test in the terminal');
  await window.picture('lens');

  await window.file('bot.flow');
  await page.keyboard.press('Control+End');
  await page.keyboard.type('flow');
  await window.saved('bot.flow', /flow\s*$/);
  await window.command('Tasks: Run Task');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'by hand' }).click();
  await terminal.getByText('error[F0004]').first().waitFor();
  await window.command('Problems: Focus on Problems View');
  await page.locator('.markers-panel .monaco-list-row', { hasText: 'flowc check' }).first().waitFor();
  ok('the problem matcher reads what a task finds');
  await window.picture('problems');
}
