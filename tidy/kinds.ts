// What the rules read, and which files are tests: they may reach further than what they test.

export type Source = { readonly path: string; readonly text: string };

export function isTest(path: string): boolean {
  return (
    /\.(test|contract|fixture)\.tsx?$/.test(path) ||
    path.includes('/testing/') ||
    path === 'tidy.test.ts'
  );
}

export function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
}
