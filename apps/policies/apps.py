from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "apps.policies"

    def ready(self) -> None:
        from apps.policies import person_facts

        person_facts.register_all()
