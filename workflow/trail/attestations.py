"""Whether a person attested to each transcript as it is."""

import pandas as pd

from trail.faults import Fault


def check(texts: pd.DataFrame, attestations: pd.DataFrame) -> list[Fault]:
    """Return a fault for each transcript that nobody attested to, or that changed since.

    texts: transcript, sha256; attestations: the study's table, of which the last row of a file counts
    """
    rows = attestations.sort_values("row", key=pd.to_numeric)
    attested = dict(zip(rows["transcript"], rows["sha256"], strict=True))
    faults = []
    for name, digest in zip(texts["transcript"], texts["sha256"], strict=True):
        if attested.get(name) != digest:
            what = "was changed after it was attested" if name in attested else "has no attestation"
            cure = f"{what}: read it through and run `trail attest`."
            faults.append(Fault(f"transcripts/{name}", "", cure, "not_attested"))
    return faults
