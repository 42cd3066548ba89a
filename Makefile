# Each target is one line; all it calls is deploy/bootstrap.py, which needs no make.
.PHONY: help demo serve test long crash shared-sets pg check mutation bench screenshots format migrations messages lock

help demo serve test long crash shared-sets pg check mutation bench screenshots format migrations messages lock:
	@python3 deploy/bootstrap.py $@ $(ARGS)
