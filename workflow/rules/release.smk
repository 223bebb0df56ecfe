"""The door: candidates as the reviewer sees them, and what the release list lets out."""


rule pick_candidates:
    input:
        tables=expand(
            "results/closed/study/{table}.csv",
            table=[name for name in study.TABLES if name != "release"],  # decided on later
        ),
        units="results/closed/meaning_units.parquet",
        turns="results/closed/turns.parquet",
        codings="results/closed/codings.parquet",
        categories=expand("results/closed/{paper}/categories.csv", paper=PAPERS),
        condensates=expand("results/closed/{paper}/condensates.csv", paper=PAPERS),
        matrices=expand("results/closed/{paper}/theme_matrix.csv", paper=PAPERS),
        manuscript=lambda wildcards: (
            [] if wildcards.document in PAPERS else manuscript_of(wildcards.document)
        ),
        code=modules("candidates", "profiles", "release"),
    output:
        values="results/closed/{document}/candidates/values.json",
        quotes="results/closed/{document}/candidates/quotes.json",
        chain="results/closed/{document}/candidates/chain.json",
        notes="results/closed/{document}/candidates/tables/notes.json",
        index="results/closed/{document}/candidates/tables/index.json",
        evidence="results/closed/{document}/candidates/evidence.json",
    log:
        "logs/pick_candidates/{document}.log",
    conda:
        "../../environment.yml"
    params:
        config=CONFIG,
    message:
        "Candidates of {wildcards.document}"
    script:
        "../scripts/pick_candidates.py"


rule check_small_cells:
    input:
        candidates=CANDIDATES,
        tables=expand(
            "results/closed/study/{table}.csv",
            table=["participants", "interviews", "published_tables"],
        ),
        code=modules("small_cells", "material"),
    output:
        audit="results/closed/small_cells.csv",
    log:
        "logs/check_small_cells.log",
    conda:
        "../../environment.yml"
    params:
        config=CONFIG,
    message:
        "What all printed tables give away together"
    script:
        "../scripts/check_small_cells.py"


rule commit_shard:
    input:
        turns="results/closed/turns/{set}.parquet",
        gate="results/closed/gate/{set}.json",
        tables=expand(
            "results/closed/study/{table}.csv", table=["interviews", "participants", "labels"]
        ),
        heads=recorded("*.json"),
        code=modules("commitments"),
    output:
        hashes=temp("results/closed/shards/{paper}/{set}-{shard}.hashes.json"),
    log:
        "logs/commit_shard/{paper}-{set}-{shard}.log",
    conda:
        "../../environment.yml"
    params:
        interviews=of_shard,
        config=CONFIG,
    message:
        "What {wildcards.paper} commits to of part {wildcards.shard} of {wildcards.set}"
    script:
        "../scripts/commit_shard.py"


rule commit_corpus:
    input:
        shards=paper_shards,
        turns="results/closed/turns.parquet",
        units="results/closed/meaning_units.parquet",
        tables=expand(
            "results/closed/study/{table}.csv",
            table=["interviews", "participants", "labels", "codebook", "quotes"],
        ),
        values="results/closed/{paper}/candidates/values.json",
        quotes="results/closed/{paper}/candidates/quotes.json",
        evidence="results/closed/{paper}/candidates/evidence.json",
        heads=recorded("*.json"),
        code=modules("commitments", "openings"),
    output:
        head="results/closed/{paper}/commitment/head.json",
        earlier="results/closed/{paper}/commitment/earlier.json",
        leaves="results/closed/{paper}/commitment/leaves.json",
        openings="results/closed/{paper}/commitment/openings.json",
    log:
        "logs/commit_corpus/{paper}.log",
    conda:
        "../../environment.yml"
    params:
        config=CONFIG,
    message:
        "What {wildcards.paper} commits to"
    script:
        "../scripts/commit_corpus.py"


rule pack_proofs:
    input:
        head="results/closed/{paper}/commitment/head.json",
        closed=expand(
            "results/closed/{{paper}}/commitment/{name}.json",
            name=["earlier", "leaves", "openings"],
        ),
        values="results/released/{paper}/values.json",
        quotes="results/released/{paper}/quotes.json",
        beside=recorded("*.sig", "*.tsr", "allowed_signers"),
        code=modules("openings", "signing"),
    output:
        head="results/released/proofs/{paper}/head.json",
        earlier="results/released/proofs/{paper}/earlier.json",
        leaves="results/released/proofs/{paper}/leaves.json",
        openings="results/released/proofs/{paper}/openings.json",
    log:
        "logs/pack_proofs/{paper}.log",
    conda:
        "../../environment.yml"
    params:
        invented=CONFIG["study"]["invented"],
    message:
        "Proofs of {wildcards.paper}"
    script:
        "../scripts/pack_proofs.py"


rule release_document:
    input:
        candidates=things("results/closed/{document}/candidates", "{document}"),
        # of the transcripts it was passed before anything was built; memos and manuscripts build nothing before the door
        gate="results/closed/gate/writings.json",
        safe="results/closed/small_cells.csv",
        release="results/closed/study/release.csv",
        code=modules("release"),
    output:
        values="results/released/{document}/values.json",
        quotes="results/released/{document}/quotes.json",
        chain="results/released/{document}/chain.json",
        notes="results/released/{document}/tables/notes.json",
        index="results/released/{document}/tables/index.json",
        door="results/closed/{document}/door.csv",
    log:
        "logs/release_document/{document}.log",
    conda:
        "../../environment.yml"
    message:
        "Door: {wildcards.document}"
    script:
        "../scripts/release_document.py"


rule release_study:
    input:
        codebook="results/closed/study/codebook.csv",
        decisions="results/closed/study/decisions.csv",
        release="results/closed/study/release.csv",
        reporting=data_files("reporting/*.yaml"),
        # not made of transcripts, but nothing leaves while one of them is not past the gate
        gate=expand("results/closed/gate/{set}.json", set=[*SETS, "writings"]),
        code=modules("release"),
    output:
        codebook="results/released/study/codebook.json",
        decisions="results/released/study/decisions.json",
        reporting="results/released/study/reporting.json",
        door="results/closed/study_door.csv",
    log:
        "logs/release_study.log",
    conda:
        "../../environment.yml"
    message:
        "Door: code book, decisions and reporting"
    script:
        "../scripts/release_study.py"
