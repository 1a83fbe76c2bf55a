// The panels go with the script that is looked at, and with the colours of the editor.

export async function themes(window, ok) {
  const { page } = window;
  await window.command('View: Hide Panel');
  await window.file('greeting.flow');
  await window.command('flowc: Show the Graph');
  const graph = await window.panel('graph');
  await graph.locator('#flow-greeting-step-hello').waitFor();
  ok('the graph is that of the script which is looked at');
  const fill = () => graph.locator('#flow-greeting-step-hello .box').evaluate((it) => getComputedStyle(it).fill);
  let last = await fill();
  for (const theme of ['Dark Modern', 'Light Modern']) {
    await window.command('Preferences: Color Theme');
    await page.locator('.quick-input-widget:visible input').first().fill(theme);
    await page.locator('.quick-input-list .monaco-list-row', { hasText: theme }).first().click();
    await page.locator(theme.startsWith('Dark') ? '.monaco-workbench.vs-dark' : '.monaco-workbench.vs').waitFor();
    await window.until(`the graph is drawn for ${theme}`, async () => (await fill()) !== last);
    last = await fill();
    await window.picture(`graph ${theme}`);
    await graph.getByRole('button', { name: 'Fit' }).click();
    await window.picture(`graph whole ${theme}`);
    await graph.locator('#zoom').click();
    await graph.getByRole('combobox').selectOption('The flow at the cursor');
    await graph.locator('#flow-retention').waitFor({ state: 'detached' });
    await window.picture(`graph one flow ${theme}`);
    await graph.getByRole('combobox').selectOption('All flows');
    await graph.locator('#flow-retention').waitFor();
    await window.command('flowc: Talk to the Project');
    const chat = await window.panel('chat');
    await chat.getByRole('button', { name: 'Again' }).click();
    await chat.locator('.line.bot').first().waitFor();
    for (const input of ['hello', '/postback registration', 'how do I get my money?', '/why', '/wait soon']) {
      await chat.locator('#say').fill(input);
      await chat.locator('#say').press('Enter');
    }
    await chat.locator('.line.refused').waitFor();
    await window.picture(`chat ${theme}`);
    await page.locator('.tab', { hasText: 'Graph' }).click();
  }
  ok('it is dark and light as the editor is');
}
