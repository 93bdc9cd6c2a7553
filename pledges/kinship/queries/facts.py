"""What the head of a declaration and its signature say, as they enter words and evidence."""

from cms.lib import chain
from pledges.kinship.models.declaration import NearRelativeDeclaration
from staff.engine.identity import mask_id_number

CHINESE_KINDS = {"first": "首次", "yearly": "年度", "change": "变更"}


def head_facts(declaration: NearRelativeDeclaration, categories: dict[str, str]) -> dict[str, str]:
    """The head of the form, label → words."""
    return {
        "申报编号": declaration.number,
        "年度": str(declaration.year),
        "申报类型": CHINESE_KINDS[declaration.kind],
        "姓名": declaration.member_name,
        "身份证号": mask_id_number(declaration.id_number) or "未登记",
        "单位": declaration.organisation_name,
        "职务/岗位": declaration.post_name,
        "人员类别": categories.get(declaration.category, declaration.category),
        "联系电话": declaration.phone,
        "是否有亲属申请或者享受社会救助": "有" if declaration.has_relatives else "无",
    }


def digests(declaration: NearRelativeDeclaration) -> dict[str, str]:
    """The text a signature stands under."""
    return {"text": declaration.digest}


def signed_data(
    declaration: NearRelativeDeclaration, drawn: dict, method: str, relatives: int
) -> dict:
    """What the evidence entry of a signature says: digests and counts, no names."""
    return {
        **digests(declaration),
        "signature": chain.digest(chain.canonical(drawn)),
        "kind": str(declaration.kind),
        "nil": not declaration.has_relatives,
        "relatives": relatives,
        "method": method,
        "member": declaration.member_id,
    }
