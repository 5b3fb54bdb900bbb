# make figures · make test · make lab · make lock
#
# Needs Python ≥ 3.11, pip and make; everything else goes into .venv, from requirements.lock.
#   make figures                                        the sample letters → figures/sample
#   make figures SUBMISSIONS="my letters" OUT=figures/x your letters (REGISTRY, CONSULTATION, CODEBOOK, LANGUAGE too)

SAMPLE := data/sample/letters
SUBMISSIONS ?= $(SAMPLE)
# figures/sample is the golden copy: somebody's own letters never land there unless asked to.
ifeq ($(SUBMISSIONS),$(SAMPLE))
OUT ?= figures/sample
else
OUT ?= figures/mine
endif
REGISTRY ?=
CONSULTATION ?= data/consultations/nhsp.yml
CODEBOOK ?= data/codebook.yml
# Not the shell's LANGUAGE, which holds something like nb:en.
ifneq ($(origin LANGUAGE),command line)
LANGUAGE := nb
endif
PYTHON ?=
UPGRADE ?=

# Through the environment, so that blanks and quotes in a path reach the command as they are.
export SUBMISSIONS OUT REGISTRY CONSULTATION CODEBOOK LANGUAGE PYTHON
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore
unexport PYTHONPATH PYTHONHOME

ifeq ($(OS),Windows_NT)
VENV_PYTHON := .venv/Scripts/python.exe
else
VENV_PYTHON := .venv/bin/python
endif

# The first Python that is new enough. `python3` goes first: it is the one that the user chose.
FIND_PYTHON = for python in $${PYTHON:-python3 python python3.13 python3.12 python3.11 python3.14}; do \
	  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && break; python=; done; \
	if [ -z "$$python" ]; then echo "Innspill needs Python 3.11 or newer; none was found. Install one, or name it: make PYTHON=python3.12" >&2; exit 1; fi

# Some systems ship Python without ensurepip: then the pip outside fills the environment.
MAKE_VENV = "$$python" -m venv $(1) >/dev/null 2>&1 || "$$python" -m venv --clear --without-pip $(1) || exit 1
PIP_FOR = if $(1) -m pip --version >/dev/null 2>&1; then pip="$(1) -m pip"; else pip="$$python -m pip --python $(1)"; fi

INSTALL = $(FIND_PYTHON); \
	if ! $(VENV_PYTHON) -c '' >/dev/null 2>&1; then echo "Making .venv …"; $(call MAKE_VENV,.venv); fi; \
	$(call PIP_FOR,$(VENV_PYTHON)); \
	echo "Installing what $(1) pins into .venv …"; \
	$$pip install -qq --require-hashes --requirement $(1) && \
	$$pip install -qq --no-deps --no-build-isolation --editable . && \
	touch $@

.PHONY: figures test lab lock
.DEFAULT_GOAL := figures

figures: .venv/.runs
	@$(VENV_PYTHON) -m innspill run --submissions "$$SUBMISSIONS" --out "$$OUT" --registry "$$REGISTRY" \
	  --consultation "$$CONSULTATION" --codebook "$$CODEBOOK" --language "$$LANGUAGE"

test: .venv/.tests
	@$(VENV_PYTHON) -m pytest -n 2

lab: .venv/.runs
	@$(VENV_PYTHON) -m jupyterlab --notebook-dir=. --LabApp.default_url=/lab/tree/notebooks

# tests/requirements.lock holds everything that requirements.lock does, so either is enough to run the suite.
.venv/.tests: tests/requirements.lock pyproject.toml
	@$(call INSTALL,$<)
	@touch .venv/.runs

.venv/.runs: requirements.lock pyproject.toml
	@$(call INSTALL,$<)

# Keeps the versions that are pinned unless pyproject.toml rules them out; UPGRADE=--upgrade takes newer ones.
LOCK = .venv-lock/bin/uv pip compile pyproject.toml --quiet --universal --generate-hashes --no-emit-index-url --no-annotate \
	--python-version 3.11 --custom-compile-command "make lock" --group build $(UPGRADE)

# pip refuses `-e .` beside hashes, and conda hands pip one list: so the pins stand here without their hashes.
define ENVIRONMENT_YML
BEGIN {
  print "# The environment of requirements.lock for conda users (Windows too); written by «make lock»."
  print "#   conda env create --file environment.yml"
  print "#   conda activate innspill"
  print "name: innspill"
  print "channels:\n  - conda-forge\n  - nodefaults"
  print "dependencies:\n  - python=3.12\n  - pip\n  - pip:"
}
/^[A-Za-z0-9]/ { sub(/ \\$$/, ""); print "      - \"" $$0 "\"" }
END { print "      - -e ." }
endef
export ENVIRONMENT_YML

lock:
	@$(FIND_PYTHON); $(call MAKE_VENV,.venv-lock); $(call PIP_FOR,.venv-lock/bin/python); $$pip install -qq uv
	@$(LOCK) --output-file requirements.lock
	@cp requirements.lock .venv-lock/pins.txt
	@$(LOCK) --extra test --extra ocr --constraint .venv-lock/pins.txt --output-file tests/requirements.lock
	@rm -rf .venv-lock
	@awk "$$ENVIRONMENT_YML" requirements.lock > environment.yml.part && mv environment.yml.part environment.yml
