# bash completion for backstop(1).
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Commands and options are read from the command's own help, so they are never
# out of date here.

_backstop_words()
{
    case $1 in
    commands)
        backstop --help 2>/dev/null | sed -n 's/^  \([a-z][a-z]*\)  .*/\1/p'
        ;;
    options)
        backstop "$2" --help 2>/dev/null | sed -n 's/^  \(--[a-z-]*\).*/\1/p'
        ;;
    checks)
        backstop mode 2>/dev/null | sed -n '1d; s/^\([a-z][a-z0-9_]*\) .*/\1/p'
        ;;
    modes)
        backstop mode "$2" 2>/dev/null | sed -n 's/^  [ >] \([a-z][a-z]*\)  *[a-z].*/\1/p'
        ;;
    body) # checks that can be replayed
        _backstop_words checks | grep '^\(bounce\|header\|received\|date\)_'
        ;;
    keys)
        backstop key 2>/dev/null | sed -n '1d; s/^[a-z][a-z]*  *\([a-z0-9-]*\)  .*/\1/p'
        ;;
    users)
        backstop unlock 2>/dev/null | sed -n 's/^\(.*\): [0-9][0-9]* message.*/\1/p'
        ;;
    esac
}

# The words before the last that are neither options nor their values, without the command.
_backstop_arguments()
{
    local i

    for ((i = 2; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
        --policy | --log | --format | --color | --id) i=$((i + 1)) ;;
        -*) ;;
        *) printf '%s\n' "${COMP_WORDS[i]}" ;;
        esac
    done
}

_backstop()
{
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
    local command=${COMP_WORDS[1]} formats='text json' given

    COMPREPLY=()
    if [ "$COMP_CWORD" -eq 1 ]; then
        mapfile -t COMPREPLY < <(compgen -W "$(_backstop_words commands) --help --version" -- "$word")
        return
    fi
    case $before in
    --format)
        [ "$command" != report ] || formats='text json csv'
        mapfile -t COMPREPLY < <(compgen -W "$formats" -- "$word")
        return
        ;;
    --list)
        mapfile -t COMPREPLY < <(compgen -W "exempt_hosts exempt_senders exempt_rcpts list_hosts out_exempt" -- "$word")
        return
        ;;
    --with)
        mapfile -t COMPREPLY < <(compgen -S = -W "$(_backstop_words body)" -- "$word")
        compopt -o nospace 2>/dev/null
        return
        ;;
    =) # bash takes CHECK=MODE for three words
        mapfile -t COMPREPLY < <(compgen -W "$(_backstop_words modes "${COMP_WORDS[COMP_CWORD-2]}")" -- "$word")
        return
        ;;
    --color)
        mapfile -t COMPREPLY < <(compgen -W "auto never always" -- "$word")
        return
        ;;
    esac
    mapfile -t given < <(_backstop_arguments)
    if [ "$word" = = ] && [ "${COMP_WORDS[COMP_CWORD-2]}" = --with ]; then
        mapfile -t COMPREPLY < <(compgen -W "$(_backstop_words modes "$before")")
    elif [ "${word#-}" != "$word" ]; then
        mapfile -t COMPREPLY < <(compgen -W "$(_backstop_words options "$command")" -- "$word")
    elif [[ $before = --@(policy|log) ]]; then
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
    elif [[ $command = @(mode|hits) ]] && [ "${#given[@]}" -eq 0 ]; then
        mapfile -t COMPREPLY < <(compgen -W "$(_backstop_words checks)" -- "$word")
    elif [ "$command" = mode ] && [ "${#given[@]}" -eq 1 ]; then
        mapfile -t COMPREPLY < <(compgen -W "$(_backstop_words modes "${given[0]}")" -- "$word")
    elif [ "$command" = key ]; then
        case $before in
        new | roll) mapfile -t COMPREPLY < <(compgen -W "tag batv memory" -- "$word") ;;
        drop) mapfile -t COMPREPLY < <(compgen -W "$(_backstop_words keys)" -- "$word") ;;
        key) mapfile -t COMPREPLY < <(compgen -W "new roll drop" -- "$word") ;;
        esac
    elif [ "$command" = unlock ]; then
        mapfile -t COMPREPLY < <(compgen -W "$(_backstop_words users)" -- "$word")
    elif [ "$command" = store ]; then
        mapfile -t COMPREPLY < <(compgen -W "init purge learn" -- "$word")
    else
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
    fi
}

complete -o filenames -F _backstop backstop
