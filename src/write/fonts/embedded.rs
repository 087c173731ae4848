//! The fonts that travel in the program; `templates/fonts/README.md` says where each comes from.

/// The embedded set: a face for every role of the style, each CJK face covering 通用规范汉字表.
pub(super) const FONTS: [&[u8]; 7] = [
    include_bytes!("../../../templates/fonts/ZhuqueFangsong-Regular.ttf"),
    include_bytes!("../../../templates/fonts/NianbaoKai-Regular.ttf"),
    include_bytes!("../../../templates/fonts/NotoSansCJKsc-Medium.ttf"),
    include_bytes!("../../../templates/fonts/NotoSerifCJKsc-Bold.ttf"),
    include_bytes!("../../../templates/fonts/NotoSerifCJKsc-Regular.ttf"),
    include_bytes!("../../../templates/fonts/LiberationSerif-Regular.ttf"),
    include_bytes!("../../../templates/fonts/LiberationSerif-Bold.ttf"),
];
