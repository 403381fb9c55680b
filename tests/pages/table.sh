# What is checked, to be sourced: every report of all these results.

# Results: a name, and the command line that makes them.
results=(
    "run|run lithuania-2019 -n 20"
    "comparison|compare lithuania-2019 --policies dispersed,consolidated,one-month -n 10"
    "names|run names.toml -n 40"
)

# Reports: a name, and the options of `sortie report`. A template or language is a line here.
reports=(
    "brief|--template brief --tlp amber --organisation Committee"
    "brief-lt|--template brief --lang lt --tlp green --organisation Komitetas"
)
