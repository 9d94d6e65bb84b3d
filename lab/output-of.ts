import type { ChildProcess } from 'node:child_process';

export interface Answer {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** What a child process prints on both of its pipes, until all of them are closed. */
export function outputOf(child: ChildProcess): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout?.on('data', (chunk) => {
      stdout += String(chunk);
    });
    child.stderr?.on('data', (chunk) => {
      stderr += String(chunk);
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
