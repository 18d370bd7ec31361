from django.apps import AppConfig


class SubsidiesConfig(AppConfig):
    name = "apps.subsidies"

    def ready(self) -> None:
        from apps.subsidies import claim_facts, home_purchase, personal

        claim_facts.register_all()
        home_purchase.register()
        personal.register()
