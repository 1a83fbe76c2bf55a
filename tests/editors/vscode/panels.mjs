// The mistake is underlined and told; the graph and the chat show it, and what becomes of it when it is mended.

export async function panels(window, ok) {
  const { page } = window;
  await window.file('bot.flow');
  await window.line('Savings').waitFor();
  ok('the file opens');
  await page.locator('.squiggly-error').first().waitFor();
  ok('the mistake is underlined');
  await window.until('words have colours', async () => (await window.line('ask_city').locator('span span').count()) > 2);

  await window.hover('thnks', 'has no step `thnks`');
  ok('the mouse over it shows the finding');
  await window.picture('hover');
  await page.locator('.monaco-hover:visible a', { hasText: 'F0202' }).first().click();
  await window.frame('h1:has-text("F0202: unknown-step")');
  await window.picture('explain');
  ok('the page of a finding opens');
  await window.file('bot.flow');
  await page.mouse.move(5, 5);
  await window.words('thnks').click();
  await window.command('Go to Next Problem in Files (Error, Warning, Info)');
  await page.locator('.marker-widget', { hasText: 'has no step `thnks`' }).waitFor();
  ok('so does the keyboard');
  await page.keyboard.press('Escape');

  await window.command('flowc: Show the Graph');
  const graph = await window.panel('graph');
  await graph.locator('#flow-hello-step-ask_city.here').waitFor();
  ok('the graph is drawn, and follows the cursor');
  await graph.locator('#flow-hello-step-ask_city.wrong').waitFor();
  ok('it shows where the mistake is');
  await page.keyboard.press('Control+F9');
  await graph.locator('#flow-hello-step-thanks.here').waitFor();
  ok('a command opens it at a step');
  await window.line('Savings').click();
  await graph.locator('#flow-hello-step-thanks.here').waitFor({ state: 'detached' });
  await graph.locator('#flow-hello-step-thanks .name').click();
  await graph.locator('#flow-hello-step-thanks.here').waitFor();
  ok('a click on the graph leads to the text');

  await window.words('thnks').click();
  await graph.locator('#flow-hello-step-ask_city.here').waitFor();
  await window.command('flowc: Talk to the Project');
  const chat = await window.panel('chat');
  await chat.locator('.found', { hasText: 'thnks' }).waitFor();
  ok('the chat says why the project does not run');
  await window.picture('chat-problem');

  await window.words('thnks').click();
  await page.keyboard.press('Control+.');
  const fixes = page.locator('.action-widget');
  await fixes.getByText('thanks').first().waitFor();
  await window.picture('fix');
  await page.keyboard.press('Enter');
  await page.locator('.squiggly-error').first().waitFor({ state: 'detached' });
  ok('the quick fix mends it');
  await chat.locator('.line.bot', { hasText: 'Где вы живёте?' }).waitFor();
  ok('mended, the chat asks at once');
  await chat.locator('#say').fill('/wait 1h');
  await chat.locator('#say').press('Enter');
  await chat.locator('.line.note', { hasText: '1h' }).waitFor();
  ok('time passes where it is told to');
  await chat.locator('#say').fill('/wait soon');
  await chat.locator('#say').press('Enter');
  await chat.locator('.line.refused').waitFor();
  await chat.getByRole('button', { name: 'Back' }).click();
  await chat.locator('.line.refused').waitFor({ state: 'detached' });
  ok('what is not understood is said, and taken back');
  await chat.locator('#say').fill('Київ');
  await chat.locator('#say').press('Enter');
  await chat.locator('.line.bot', { hasText: 'Ah, Київ!' }).waitFor();
  ok('it answers');
  await chat.getByRole('button', { name: 'Again' }).click();
  await chat.locator('.line.bot', { hasText: 'Ah, Київ!' }).waitFor({ state: 'detached' });
  await chat.locator('#stands', { hasText: 'step ask_city' }).waitFor();
  ok('it begins anew, and says where the contact stands');
  await page.locator('.tab', { hasText: 'Graph' }).click();
  await graph.locator('#flow-hello-step-ask_city.stands').waitFor();
  ok('so does the graph');
}
