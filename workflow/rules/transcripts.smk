"""Transcripts: from files as transcribers left them to canonical text and turns, past the gate."""


rule check_study:
    input:
        tables=data_files("*.csv", "*.xlsx", "*/*.csv", "*/*.xlsx", "*/*.yaml", "coding/*.md"),
        config="config.yaml",
        imported=IMPORTED,
        code=modules("study", "checks", "code_maps"),
        schemas=sorted(map(str, (PROJECT / "workflow/schemas").glob("*"))),
    output:
        expand("results/closed/study/{table}.csv", table=study.TABLES),
        warnings="results/closed/warnings.json",
    log:
        "logs/check_study.log",
    conda:
        "../../environment.yml"
    params:
        settings={"data": DATA},
    message:
        "Tables of the study: every fault at once"
    script:
        "../scripts/check_study.py"


rule read_shard:
    input:
        transcripts=shard_files,
        interviews=data_files("interviews.*"),
        lists=data_files("deidentification/*"),
        code=modules("transcripts", "study", "gate"),
        words=WORDS,
    output:
        texts=temp("results/closed/shards/{set}/{shard}.texts.parquet"),
        turns=temp("results/closed/shards/{set}/{shard}.turns.parquet"),
        gate=temp("results/closed/shards/{set}/{shard}.gate.json"),
    log:
        "logs/read_shard/{set}-{shard}.log",
    conda:
        "../../environment.yml"
    params:
        interviews=of_shard,
        settings=READING | GATE,
    message:
        "Part {wildcards.shard} of {wildcards.set}: read, and looked through by the gate"
    script:
        "../scripts/read_shard.py"


rule read_transcripts:
    input:
        transcripts=transcripts,
        interviews=data_files("interviews.*"),
        text_shards=shards("texts.parquet"),
        turn_shards=shards("turns.parquet"),
        code=modules("transcripts", "study"),
    output:
        texts="results/closed/texts/{set}.parquet",
        turns="results/closed/turns/{set}.parquet",
    log:
        "logs/read_transcripts/{set}.log",
    conda:
        "../../environment.yml"
    params:
        settings=READING,
    message:
        "Transcripts of {wildcards.set}: canonical text and turns"
    script:
        "../scripts/read_transcripts.py"


rule check_deidentification:
    input:
        texts=expand("results/closed/texts/{set}.parquet", set=SETS),
        shards=shards("gate.json"),
        lists=data_files("deidentification/*"),
        code=modules("gate", "deidentification", "attestations"),
        words=WORDS,
    output:
        passed=expand("results/closed/gate/{set}.json", set=SETS),
    log:
        "logs/check_deidentification.log",
    conda:
        "../../environment.yml"
    params:
        settings=GATE,
    message:
        "Gate: transcripts"
    script:
        "../scripts/check_deidentification.py"


rule check_writings:
    input:
        tables=data_files("*.csv", "*.xlsx", "*/*.csv", "*/*.xlsx", "*/*.yaml"),
        writings=data_files("*.md", "*/*.md"),
        manuscripts=sorted(map(str, Path("manuscript").glob("*/*.qmd"))),
        references=sorted(map(str, Path("manuscript").glob("*.bib"))),
        notebooks=sorted(map(str, Path("notebooks").glob("*.ipynb"))),
        config="config.yaml",
        code=modules("gate", "writings"),
        words=WORDS,
    output:
        passed="results/closed/gate/writings.json",
    log:
        "logs/check_writings.log",
    conda:
        "../../environment.yml"
    params:
        settings=GATE,
    message:
        "Gate: what else was written"
    script:
        "../scripts/check_writings.py"


rule build_turns:
    input:
        turns=expand("results/closed/turns/{set}.parquet", set=SETS),
        gate=expand("results/closed/gate/{set}.json", set=SETS),
        code=modules("tables"),
    output:
        turns="results/closed/turns.parquet",
    log:
        "logs/build_turns.log",
    conda:
        "../../environment.yml"
    message:
        "Turns of all interview sets"
    script:
        "../scripts/build_turns.py"
