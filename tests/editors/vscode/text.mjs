// What is done with the text: hover, completion, rename, formatting, lenses.

export async function text(window, ok) {
  const { page } = window;
  await window.file('bot.flow');
  await window.hover('ask_city', /step ask_city/);
  ok('the mouse over a name tells what it is');
  await page.mouse.move(5, 5);

  await window.line('say "Ah').click();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.keyboard.type('-> ');
  await page.keyboard.press('Control+Space');
  const offered = page.locator('.suggest-widget.visible');
  await offered.locator('.monaco-list-row', { hasText: 'ask_city' }).waitFor();
  await window.picture('completion');
  await page.keyboard.type('ask_');
  await page.keyboard.press('Tab');
  await window.line('-> ask_city').waitFor();
  await page.keyboard.press('Control+Shift+K');
  ok('steps are offered behind an arrow');

  await window.words('thanks').click();
  await page.keyboard.press('F2');
  await page.locator('.rename-box input').fill('bye');
  await page.keyboard.press('Enter');
  await window.line('-> bye').waitFor();
  await window.line('step bye {').waitFor();
  ok('a step is renamed where it is and where it is used');
  await window.saved('bot.flow', /^bot "Savings 👋" \{ start hello \}\n/);
  ok('saving formats');

  await page.locator('.codelens-decoration a', { hasText: /^2 references$/ }).first().click();
  await page.locator('.reference-zone-widget', { hasText: 'bot.flow' }).waitFor();
  ok('the lens of references shows them');
  await page.keyboard.press('Escape');
  await page.locator('.codelens-decoration a', { hasText: 'open in graph' }).first().click();
  await (await window.panel('graph')).locator('#flow-hello.here').waitFor();
  ok('the lens of a flow opens it in the graph');
}
