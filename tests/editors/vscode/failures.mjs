// What is said where there is no flowc, or an old one.
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export async function failures(window, ok) {
  const { page } = window;
  const toast = page.locator('.notification-toast');
  window.set({ 'flowc.path': '/nowhere/flowc' });
  await toast.filter({ hasText: 'There is no /nowhere/flowc' }).waitFor();
  await toast.getByText('Choose flowc…').first().waitFor();
  await window.picture('not-found');
  ok('a flowc that is not there is told, with what to do');
  await window.command('Notifications: Clear All Notifications');
  const old = join(window.project, '..', 'old');
  writeFileSync(old, '#!/bin/sh\necho "error: unrecognized subcommand" >&2\nexit 2\n');
  chmodSync(old, 0o755);
  window.set({ 'flowc.path': old });
  await toast.filter({ hasText: 'is too old' }).waitFor();
  ok('so is one that is too old');
  await window.command('Notifications: Clear All Notifications');
  window.set({});
  await page.locator('.squiggly-error').first().waitFor();
  ok('without the setting, the one that came along runs');
}
