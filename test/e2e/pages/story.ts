import { test as base, type Page } from '@playwright/test';

/**
 * A story's page. A person looks before pressing; a story is faster than a page's script on a busy machine, and a press on a button that
 * no script listens to yet is lost. So `goto` and `reload` end when the script is there. What happens to someone who is faster is told by
 * `test/e2e/typed-early.e2e.ts`.
 */
export const test = base.extend({
  page: async ({ page }, use) => {
    await use(patient(page));
  },
});

function patient(page: Page): Page {
  const goto = page.goto.bind(page);
  const reload = page.reload.bind(page);
  page.goto = async (...given) => {
    const response = await goto(...given);
    await scripted(page);
    return response;
  };
  page.reload = async (...given) => {
    const response = await reload(...given);
    await scripted(page);
    return response;
  };
  return page;
}

/** React has taken the page over, where it is one of the dashboard's. */
async function scripted(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const part = document.querySelector('main, form');
    return part === null || Object.keys(part).some((key) => key.startsWith('__react'));
  });
}
