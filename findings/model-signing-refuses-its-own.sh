#!/usr/bin/env bash
# One would guess: what model_signing signs with a setting of its own, it verifies.
# What happens (model-signing 1.1.1): a signature over blake2 hashes, or over shards of any size, is refused by its own
# verification of the same, unchanged folder (a name that it writes but does not read; a whole number that it writes with a
# fraction). Files with sha256 or blake3 pass. A team that signs large models in shards locks its users out.
# Needs Python 3.10 or newer and openssl.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q model-signing==1.1.1 pyOpenSSL==25.3.0
openssl ecparam -name prime256v1 -genkey -noout -out key.pem 2>/dev/null
openssl ec -in key.pem -pubout -out public.pem 2>/dev/null
mkdir model
echo weights >model/weights.bin
cat >probe.py <<'PY'
import importlib.metadata, model_signing
print("model-signing", importlib.metadata.version("model-signing"))
Config = model_signing.hashing.Config
settings = {
    "files sha256": Config().use_file_serialization(hashing_algorithm="sha256"),
    "files blake3": Config().use_file_serialization(hashing_algorithm="blake3"),
    "files blake2": Config().use_file_serialization(hashing_algorithm="blake2"),
    "shards of the default size": Config().use_shard_serialization(),
    "shards of 4 bytes": Config().use_shard_serialization(shard_size=4),
}
for number, (name, hashing) in enumerate(settings.items()):
    signature = f"{number}.sig"
    model_signing.signing.Config().use_elliptic_key_signer(private_key="key.pem").set_hashing_config(hashing).sign("model", signature)
    try:
        model_signing.verifying.Config().use_elliptic_key_verifier(public_key="public.pem").verify("model", signature)
        print(name + ": verified")
    except Exception as e:
        print(name + ": refused,", type(e).__name__ + ":", " ".join(str(e).split())[:160])
PY
venv/bin/python probe.py 2>&1 | tee out.txt
for passes in "files sha256" "files blake3"; do grep -q "^$passes: verified" out.txt; done
for fails in "files blake2" "shards of the default size" "shards of 4 bytes"; do grep -q "^$fails: refused" out.txt; done
echo "as written above"
