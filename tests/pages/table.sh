# What is checked, to be sourced: reports of these results.

# Results: a name, and the command line that makes them.
results=(
    "run|run lithuania-2019 -n 20"
    "comparison|compare lithuania-2019 --policies dispersed,consolidated,one-month -n 10"
    "names|run names.toml -n 40"
    "sweep|sweep minimal --vary team.cert.notice=0h..9h --vary threat.botnet.rate=1/week..6/week --design sobol --points 8 -n 20 -m response,loss"
    "assumed|compare names.toml --uncertain all --points 32 -n 4 -m response,milestones"
    "chosen|compare lithuania-2019 --policies dispersed,consolidated --select-best -m response --indifference 3h -n 200"
)

# Reports: a name, the options of `sortie report`, and the results that they are of, if not of all. A
# template or language is a line here.
reports=(
    "brief|--template brief --tlp amber --organisation Committee"
    "brief-lt|--template brief --lang lt --tlp green --organisation Komitetas"
    "full|--template full --tlp amber|run comparison sweep assumed"
    "full-lt|--template full --lang lt|names chosen"
    "aar|--template aar|run comparison"
    "aar-lt|--template aar --lang lt|names"
)
