import { readFileSync } from 'node:fs';

/** A fenced block of a Markdown file. */
interface Block {
  readonly language: string;
  readonly text: string;
}

/** A command line with what it prints below it. */
export type Session = readonly [command: string, output: string];
/** A program with what it prints in the block below it. */
export type Program = readonly [program: string, output: string];
/** A file that the reader is to write: an `mjs` block, whose first line is a comment with the name. */
export type WrittenFile = readonly [name: string, text: string];

/**
 * What of a Markdown file runs: `console` blocks, in which a `$ ` begins a command, and `js` blocks with a `text` block below them. The other languages are text for people:
 * `sh` for what needs tools that this project does not have.
 */
export class Snippets {
  readonly blocks: readonly Block[];

  constructor(file: URL) {
    const markdown = readFileSync(file, 'utf8');
    this.blocks = [...markdown.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = '', text = '']) => ({
      language,
      text,
    }));
  }

  get sessions(): Session[] {
    return this.texts('console')
      .flatMap((text) => text.split(/^\$ /m).slice(1))
      .map((session) => {
        const [command = '', ...output] = session.split('\n');
        return [command, output.join('\n')];
      });
  }

  get programs(): Program[] {
    return this.blocks.flatMap((block, i): Program[] => {
      const next = this.blocks[i + 1];
      return block.language === 'js' && next?.language === 'text' ? [[block.text, next.text]] : [];
    });
  }

  get files(): WrittenFile[] {
    return this.texts('mjs').map((text) => [/^\/\/ (\S+)\n/.exec(text)?.[1] ?? '', text]);
  }

  /** How many programs have no output below them, and so do not run. */
  get programsWithoutOutput(): number {
    return this.texts('js').length - this.programs.length;
  }

  texts(language: string): string[] {
    return this.blocks.filter((block) => block.language === language).map(({ text }) => text);
  }
}
