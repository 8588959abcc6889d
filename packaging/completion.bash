# Completion of paper-trading: commands and options as the program's own help lists them, else files.
_paper_trading() {
    local current=${COMP_WORDS[COMP_CWORD]} command='' word commands
    commands=$("${COMP_WORDS[0]}" --help 2>/dev/null | sed -n '/^Subcommands:/,/^$/s/^  \([a-z][a-z-]*\) .*/\1/p')
    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        case " $(echo $commands) " in *" $word "*) command=$word; break ;; esac
    done
    if [[ $current == -* ]]; then
        local options
        options=$("${COMP_WORDS[0]}" $command --help 2>/dev/null | grep -oE '^  +-[^ ]+' | tr -d ' ' | tr ',' '\n')
        COMPREPLY=($(compgen -W "$options" -- "$current"))
    elif [[ -z $command ]]; then
        COMPREPLY=($(compgen -W "$commands" -- "$current"))
    fi
}
complete -o default -F _paper_trading paper-trading
