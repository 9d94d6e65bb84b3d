import { Argument, type Command } from 'commander';
import { writeText } from '../presenters/output.ts';

/** Shell completion from the program's own tree, so that it can never name a command that is not there. */
export function completionCommand(program: Command): void {
  program
    .command('completion')
    .description('prints a completion script: source <(bilge completion bash)')
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']))
    .action((shell: 'bash' | 'zsh' | 'fish') => {
      writeText(shell === 'fish' ? fishScript(program) : bashScript(program, shell === 'zsh'));
    });
}

interface Level {
  path: string;
  words: string[];
}

function levels(command: Command, path = ''): Level[] {
  const words = [
    ...command.commands.map((child) => child.name()),
    ...command.options.map((option) => option.long ?? '').filter((name) => name !== ''),
    '--help',
  ];
  return [{ path, words }, ...command.commands.flatMap((child) => levels(child, `${path} ${child.name()}`.trim()))];
}

function bashScript(program: Command, isZsh: boolean): string {
  const cases = levels(program).map(({ path, words }) => `    '${path}') words='${words.join(' ')}' ;;`);
  return [
    ...(isZsh ? ['autoload -U +X bashcompinit && bashcompinit'] : []),
    '_bilge() {',
    '  local path= word words=',
    '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
    '    case $word in -*) ;; *) path="${path:+$path }$word" ;; esac',
    '  done',
    '  case $path in',
    ...cases,
    '  esac',
    '  COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}"))',
    '}',
    'complete -o default -F _bilge bilge',
  ].join('\n');
}

function fishScript(program: Command): string {
  return program.commands
    .flatMap((command) => [
      `complete -c bilge -n __fish_use_subcommand -a ${command.name()} -d '${command.description().replaceAll("'", '’')}'`,
      ...command.commands.map(
        (child) => `complete -c bilge -n '__fish_seen_subcommand_from ${command.name()}' -a ${child.name()}`,
      ),
    ])
    .join('\n');
}
